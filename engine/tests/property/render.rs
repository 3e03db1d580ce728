//! From a random database to a catalog that a server takes: what cannot be is left out.

mod parts;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::declared::{Rename, RenamedObject};
use evenkeel_model::object::{self, CompositeField, CompositeType, DomainCheck, EnumType, Extension, SequenceOptions};
use evenkeel_model::{Catalog, QualifiedName};

use super::names::comment;
use super::spec::{Counts, Database, Id, Pick, Place, Type};
use super::types::{ARRAYS, CONVERTIBLE, OTHER, base, is_convertible, sample};

/// A kind of object or part, in the order of renames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Schema,
    Type,
    Label,
    Field,
    Sequence,
    Table,
    Column,
    Constraint,
    Index,
}

/// A catalog with the names that its objects have got.
#[derive(Debug, Default)]
pub struct Rendered {
    pub catalog: Catalog,
    /// Owner (or the object itself) and, for parts, their names.
    pub names: BTreeMap<(Kind, Id, Id), (QualifiedName, String)>,
}

/// What the server can do.
#[derive(Clone, Debug, Default)]
pub struct Server {
    pub major: u32,
    pub extensions: BTreeSet<String>,
}

pub struct Renderer<'a> {
    server: &'a Server,
    database: &'a Database,
    rendered: Rendered,
    /// Names of relations and types.
    taken: BTreeSet<QualifiedName>,
    schemas: Vec<(Id, String)>,
    enums: Vec<(Id, QualifiedName)>,
    domains: Vec<(Id, QualifiedName)>,
    composites: Vec<(Id, QualifiedName)>,
    sequences: Vec<(Id, QualifiedName)>,
}

/// The catalog of a random database.
pub fn render(database: &Database, server: &Server) -> Rendered {
    let mut renderer = Renderer {
        server,
        database,
        rendered: Rendered::default(),
        taken: BTreeSet::new(),
        schemas: vec![(0, "public".to_owned())],
        enums: Vec::new(),
        domains: Vec::new(),
        composites: Vec::new(),
        sequences: Vec::new(),
    };
    renderer.schemas();
    renderer.extensions();
    renderer.enums();
    renderer.domains();
    renderer.composites();
    renderer.sequences();
    renderer.tables();
    renderer.sequence_owners();
    renderer.rendered
}

/// The renames that lead from one catalog to the other: of objects that are in both under different names.
pub fn renames(from: &Rendered, to: &Rendered) -> Vec<Rename> {
    let mut renames = Vec::new();
    for (key, (owner, name)) in &to.names {
        let Some((old_owner, old_name)) = from.names.get(key) else {
            continue;
        };
        let whole = matches!(key.0, Kind::Type | Kind::Sequence | Kind::Table);
        if old_name == name && (!whole || old_owner == owner) {
            continue;
        }
        let object = match key.0 {
            Kind::Schema => RenamedObject::Schema(name.clone()),
            Kind::Type => RenamedObject::Type(owner.clone()),
            Kind::Label => RenamedObject::EnumLabel(owner.clone(), name.clone()),
            Kind::Field => RenamedObject::Field(owner.clone(), name.clone()),
            Kind::Sequence => RenamedObject::Sequence(owner.clone()),
            Kind::Table => RenamedObject::Table(owner.clone()),
            Kind::Column => RenamedObject::Column(owner.clone(), name.clone()),
            Kind::Constraint => RenamedObject::Constraint(owner.clone(), name.clone()),
            Kind::Index => RenamedObject::Index(owner.clone(), name.clone()),
        };
        // A schema that is renamed takes what is in it along; only what moves to another one says so.
        let schema_of = |rendered: &Rendered, schema: &str| {
            rendered
                .names
                .iter()
                .find(|((kind, ..), (_, name))| *kind == Kind::Schema && name == schema)
                .map(|(key, _)| *key)
        };
        let moved = whole && schema_of(from, &old_owner.schema) != schema_of(to, &owner.schema);
        let from_schema = moved.then(|| old_owner.schema.clone());
        renames.push(Rename { object, from: old_name.clone(), from_schema, implied: false });
    }
    renames
}

/// The one of a list that a pick means, as long as it is there: other objects that come or go change nothing.
pub fn choose<T>(list: &[(Id, T)], pick: Pick) -> Option<&T> {
    list.iter().max_by_key(|(id, _)| mixed(*id, pick)).map(|(_, value)| value)
}

fn mixed(id: Id, pick: Pick) -> u32 {
    let number = (u32::from(id) << 8 | u32::from(pick)).wrapping_mul(2_654_435_761);
    (number ^ number >> 15).wrapping_mul(2_246_822_519)
}

impl Renderer<'_> {
    fn name(&mut self, kind: Kind, owner: Id, id: Id, of: QualifiedName, name: String) {
        self.rendered.names.insert((kind, owner, id), (of, name));
    }

    /// A name among relations and types, if it is free.
    fn take(&mut self, name: &QualifiedName) -> bool {
        self.taken.insert(name.clone())
    }

    fn place(&mut self, place: &Place, kind: Kind) -> Option<QualifiedName> {
        let schema = choose(&self.schemas, place.schema)?.clone();
        let name = QualifiedName::new(schema, place.name.text());
        if !self.take(&name) {
            return None;
        }
        self.name(kind, 0, place.id, name.clone(), name.name.clone());
        Some(name)
    }

    fn schemas(&mut self) {
        self.rendered.catalog.schemas.insert("public".to_owned(), object::Schema::default());
        for schema in &self.database.schemas {
            let name = schema.part.name.text();
            if self.rendered.catalog.schemas.contains_key(&name) {
                continue;
            }
            let definition = object::Schema { comment: comment(schema.part.comment) };
            self.rendered.catalog.schemas.insert(name.clone(), definition);
            self.schemas.push((schema.part.id, name.clone()));
            self.name(Kind::Schema, 0, schema.part.id, QualifiedName::new(&*name, ""), name);
        }
    }

    fn extensions(&mut self) {
        // Few, since to make one takes longer than all the rest of a database.
        let wanted: &[&str] = match self.database.extensions % 16 {
            1..4 => &["citext"],
            4 => &["hstore"],
            5 => &["btree_gist"],
            6 => &["citext", "hstore"],
            _ => &[],
        };
        for &name in wanted {
            if self.server.extensions.contains(name) {
                let extension =
                    Extension { schema: Some("public".to_owned()), version: None, comment: None, own_comment: None };
                self.rendered.catalog.extensions.insert(name.to_owned(), extension);
            }
        }
    }

    fn enums(&mut self) {
        for of in &self.database.enums {
            let Some(name) = self.place(&of.place, Kind::Type) else {
                continue;
            };
            let mut labels: Vec<String> = Vec::new();
            for label in &of.labels {
                let text = label.name.text();
                if !labels.contains(&text) {
                    labels.push(text.clone());
                    self.name(Kind::Label, of.place.id, label.id, name.clone(), text);
                }
            }
            self.enums.push((of.place.id, name.clone()));
            self.rendered.catalog.enums.insert(name, EnumType { labels, comment: comment(of.place.comment) });
        }
    }

    fn domains(&mut self) {
        for of in &self.database.domains {
            let data_type = match of.of {
                Type::Composite(..) => "integer".to_owned(),
                other => self.data_type(other),
            };
            let Some(name) = self.place(&of.place, Kind::Type) else {
                continue;
            };
            let mut domain = object::Domain {
                collation: parts::collation(of.collation, &data_type),
                default: of
                    .default
                    .then(|| sample(&self.rendered.catalog, &Catalog::default(), &data_type, 1))
                    .flatten(),
                not_null: of.not_null,
                comment: comment(of.place.comment),
                base_type: data_type.clone(),
                ..object::Domain::default()
            };
            for check in &of.checks {
                let text = check.part.name.text();
                if domain.checks.contains_key(&text) {
                    continue;
                }
                let convertible = is_convertible(&base(&self.rendered.catalog, &data_type));
                let expression = match check.condition % 3 {
                    1 if convertible => "(VALUE)::text <> 'zz'".to_owned(),
                    2 if convertible => "length((VALUE)::text) < 100".to_owned(),
                    _ => "VALUE IS NOT NULL OR true".to_owned(),
                };
                let comment = comment(check.part.comment);
                let check_definition = DomainCheck { expression, validated: check.valid % 4 != 3, comment };
                domain.checks.insert(text.clone(), check_definition);
                self.name(Kind::Constraint, of.place.id, check.part.id, name.clone(), text);
            }
            self.domains.push((of.place.id, name.clone()));
            self.rendered.catalog.domains.insert(name, domain);
        }
    }

    fn composites(&mut self) {
        for of in &self.database.composites {
            let Some(name) = self.place(&of.place, Kind::Type) else {
                continue;
            };
            let mut composite = CompositeType { comment: comment(of.place.comment), ..CompositeType::default() };
            for field in &of.fields {
                let text = field.part.name.text();
                if composite.fields.contains_key(&text) {
                    continue;
                }
                let data_type = self.data_type(field.of);
                let definition = CompositeField {
                    collation: parts::collation(field.collation, &data_type),
                    comment: comment(field.part.comment),
                    data_type,
                };
                composite.fields.insert(text.clone(), definition);
                self.name(Kind::Field, of.place.id, field.part.id, name.clone(), text);
            }
            self.composites.push((of.place.id, name.clone()));
            self.rendered.catalog.composites.insert(name, composite);
        }
    }

    fn sequences(&mut self) {
        for of in &self.database.sequences {
            let Some(name) = self.place(&of.place, Kind::Sequence) else {
                continue;
            };
            let data_type = ["bigint", "integer", "smallint"][usize::from(of.counts.of) % 3];
            let definition = object::Sequence {
                options: counts(of.counts, data_type),
                owned_by: None,
                unlogged: of.unlogged && of.place.id % 3 == 0 && self.server.major >= 15,
                comment: comment(of.place.comment),
            };
            self.sequences.push((of.place.id, name.clone()));
            self.rendered.catalog.sequences.insert(name, definition);
        }
    }

    /// Sequences belong to columns of tables in their own schema.
    fn sequence_owners(&mut self) {
        for of in &self.database.sequences {
            let Some((name, _)) = self.rendered.names.get(&(Kind::Sequence, 0, of.place.id)) else {
                continue;
            };
            let (chosen, table, column) = of.owner;
            let tables: Vec<_> = self
                .rendered
                .names
                .iter()
                .filter(|((kind, ..), (table, _))| *kind == Kind::Table && table.schema == name.schema)
                .map(|((_, _, id), (table, _))| (*id, (*id, table.clone())))
                .collect();
            let Some((table_id, table)) = choose(&tables, table).filter(|_| chosen % 2 == 0) else {
                continue;
            };
            let columns: Vec<_> = self
                .rendered
                .names
                .iter()
                .filter(|((kind, owner, _), _)| *kind == Kind::Column && owner == table_id)
                .map(|((_, _, id), (_, column))| (*id, column.clone()))
                .collect();
            let same_persistence = |sequence: &object::Sequence| {
                self.rendered.catalog.tables.get(table).is_some_and(|table| table.unlogged == sequence.unlogged)
            };
            let owner = choose(&columns, column).map(|column| (table.clone(), column.clone()));
            let name = name.clone();
            if self.rendered.catalog.sequences.get(&name).is_some_and(same_persistence)
                && let Some(sequence) = self.rendered.catalog.sequences.get_mut(&name)
            {
                sequence.owned_by = owner;
            }
        }
    }

    /// The type's text; what is not there is an integer.
    fn data_type(&self, of: Type) -> String {
        let of_list = |list: &[(Id, QualifiedName)], pick, array| {
            let suffix = if array { "[]" } else { "" };
            choose(list, pick).map_or_else(|| "integer".to_owned(), |name| format!("{name}{suffix}"))
        };
        let text = match of {
            Type::Plain => "integer".to_owned(),
            Type::Convertible(which) => CONVERTIBLE[usize::from(which) % CONVERTIBLE.len()].to_owned(),
            Type::Other(which) => OTHER[usize::from(which) % OTHER.len()].to_owned(),
            Type::Array(which) => ARRAYS[usize::from(which) % ARRAYS.len()].to_owned(),
            Type::Enum(pick, array) => of_list(&self.enums, pick, array),
            Type::Domain(pick, array) => of_list(&self.domains, pick, array),
            Type::Composite(pick, array) => of_list(&self.composites, pick, array),
        };
        match text.strip_prefix("public.") {
            Some(extension @ ("citext" | "hstore")) if !self.rendered.catalog.extensions.contains_key(extension) => {
                "text".to_owned()
            }
            _ => text,
        }
    }
}

/// What a sequence counts: the values of all sample rows are within the bounds.
pub fn counts(of: Counts, data_type: &str) -> SequenceOptions {
    let increment = [1, 2, -1, 10, 1, 1][usize::from(of.step) % 6];
    let mut options = SequenceOptions::defaults(data_type, increment);
    if of.bounds % 3 == 2 {
        (options.min_value, options.max_value) = (-30_000, 30_000);
        options.start = if increment < 0 { 100 } else { -100 };
    }
    if of.start % 3 == 2 {
        options.start += 7 * increment.signum();
    }
    options.cache = if of.cache { 20 } else { 1 };
    options.cycle = of.cycle;
    options
}
