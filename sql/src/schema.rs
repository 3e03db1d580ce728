//! A declared schema as the checker sees it.

use std::collections::BTreeMap;

use evenkeel_codegen::lookup;
use evenkeel_model::object::{ColumnValue, ConstraintKind};
use evenkeel_model::{Declared, QualifiedName};

use crate::facts::{Available, facts};
use crate::types::{Info, Kind, Type, Types};

/// What statements are checked against. It is made of a declaration once and serves any number of statements.
pub struct Schema {
    pub(crate) declared: Declared,
    pub(crate) types: Types,
    pub(crate) tables: BTreeMap<QualifiedName, Table>,
}

/// A table.
pub(crate) struct Table {
    pub(crate) name: QualifiedName,
    pub(crate) columns: Vec<TableColumn>,
    pub(crate) primary_key: Vec<String>,
    /// The columns of each constraint or index that lets no two rows have the same, and whether it speaks of all rows.
    pub(crate) unique: Vec<(Vec<String>, bool)>,
    /// The names of the constraints.
    pub(crate) constraints: Vec<String>,
}

/// A column of a table.
pub(crate) struct TableColumn {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
    /// Whether a new row need not be given a value.
    pub(crate) has_default: bool,
    /// Whether only the server writes it.
    pub(crate) generated: bool,
    /// Whether its Rust type is one of its own, or its values are listed.
    pub(crate) special: bool,
    /// The values that the application allows.
    pub(crate) values: Vec<String>,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl Schema {
    /// Makes ready what a file declares.
    pub fn new(declared: Declared) -> Self {
        let types = declared_types(&declared);
        let mut schema = Self { types, tables: BTreeMap::new(), declared };
        let tables: Vec<_> = schema.declared.catalog.tables.keys().cloned().collect();
        for name in tables {
            if let Some(table) = schema.table_of(&name) {
                schema.tables.insert(name, table);
            }
        }
        schema
    }

    /// What it was made of.
    pub fn declared(&self) -> &Declared {
        &self.declared
    }

    fn table_of(&self, name: &QualifiedName) -> Option<Table> {
        let table = self.declared.catalog.tables.get(name)?;
        let application = self.declared.application.get(name);
        let columns = table.columns.iter().map(|(column_name, column)| {
            let own = application.and_then(|table| table.columns.get(column_name));
            let ty = self.type_named(&column.data_type, &name.schema).unwrap_or_else(|| self.types.unknown());
            let serial = column.data_type.to_ascii_lowercase().contains("serial");
            let (generated, has_value) = match &column.value {
                Some(ColumnValue::Generated { .. }) => (true, true),
                Some(ColumnValue::Identity(identity)) => (identity.always, true),
                Some(ColumnValue::Default(_)) => (false, true),
                None => (false, false),
            };
            TableColumn {
                name: column_name.clone(),
                ty,
                nullable: !column.not_null && !self.types.info(ty).not_null,
                has_default: has_value || serial || self.has_default(ty),
                generated,
                special: own.is_some_and(|own| own.rust.is_some() || !own.values.is_empty()),
                values: own.map(|own| own.values.clone()).unwrap_or_default(),
            }
        });
        let columns = columns.collect();
        let mut unique = Vec::new();
        for constraint in table.constraints.values() {
            match &constraint.kind {
                ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => {
                    unique.push((key.columns.clone(), true))
                }
                _ => {}
            }
        }
        for index in table.indexes.values().filter(|index| index.unique) {
            let columns: Option<Vec<String>> = index.elements.iter().map(plain_column).collect();
            if let Some(columns) = columns {
                unique.push((columns, index.predicate.is_none()));
            }
        }
        let primary_key = table.primary_key().map(|(_, columns)| columns.to_vec()).unwrap_or_default();
        let constraints = table.constraints.keys().cloned().collect();
        Some(Table { name: name.clone(), columns, primary_key, unique, constraints })
    }

    fn has_default(&self, ty: Type) -> bool {
        let domain = self.types.info(ty).declared.as_ref().and_then(|name| self.declared.catalog.domains.get(name));
        domain.is_some_and(|domain| domain.default.is_some())
    }

    /// The type of a text of SQL, in a table of this schema.
    pub(crate) fn type_named(&self, text: &str, schema: &str) -> Option<Type> {
        named(&self.types, text, schema)
    }

    /// Whether what comes from there is to be had on all servers that the schema is for.
    pub(crate) fn has(&self, available: Available) -> bool {
        self.has_extension(available) && self.has_version(available)
    }

    pub(crate) fn has_extension(&self, available: Available) -> bool {
        available.extension.is_empty() || self.declared.catalog.extensions.contains_key(available.extension)
    }

    pub(crate) fn has_version(&self, available: Available) -> bool {
        match (available.versions, self.declared.postgres) {
            (None, _) | (_, None) => true,
            (Some((first, last)), Some((oldest, newest))) => first <= oldest && newest <= last,
        }
    }

    /// The table of this name, as statements without a schema's name find it.
    pub(crate) fn table(&self, schema: Option<&str>, name: &str) -> Option<&Table> {
        self.tables.get(&QualifiedName::new(schema.unwrap_or("public"), name))
    }

    /// The names of all tables, as statements write them.
    pub(crate) fn table_names(&self) -> Vec<String> {
        let shown = |name: &QualifiedName| if name.schema == "public" { name.name.clone() } else { name.to_string() };
        self.tables.keys().map(shown).collect()
    }

    /// What stands for a column in Rust.
    pub(crate) fn rust_column(&self, table: &QualifiedName, column: &str) -> Option<lookup::RustType> {
        lookup::column(&self.declared, table, column)
    }
}

/// The column of an index, where it is one and no expression.
fn plain_column(element: &evenkeel_model::object::IndexElement) -> Option<String> {
    match &element.key {
        evenkeel_model::object::IndexKey::Column(name) => Some(name.clone()),
        evenkeel_model::object::IndexKey::Expression(_) => None,
    }
}

/// PostgreSQL's types and those of the file.
fn declared_types(declared: &Declared) -> Types {
    let mut types = facts().types.clone();
    let catalog = &declared.catalog;
    let add = |types: &mut Types, name: &QualifiedName, category, kind, not_null| {
        let info = Info::new(&name.name, &name.to_string(), category, kind);
        let id = types.add(Info { declared: Some(name.clone()), not_null, ..info });
        types.add_array(id, &format!("_{}", name.name));
        id
    };
    for name in catalog.enums.keys() {
        add(&mut types, name, 'E', Kind::Enum, false);
    }
    let composites: Vec<_> =
        catalog.composites.keys().map(|name| (name, add(&mut types, name, 'C', Kind::Composite, false))).collect();
    let rows: Vec<_> =
        catalog.tables.keys().map(|name| (name, add(&mut types, name, 'C', Kind::Composite, false))).collect();
    let domains: Vec<_> = catalog
        .domains
        .iter()
        .map(|(name, domain)| (name, domain, add(&mut types, name, 'U', Kind::Domain, domain.not_null)))
        .collect();
    for (name, domain, id) in domains {
        let below = named(&types, &domain.base_type, &name.schema);
        types.complete(id, None, below);
    }
    for (name, id) in composites {
        let fields = catalog.composites.get(name).map(|composite| {
            let typed = |text: &str| named(&types, text, &name.schema).unwrap_or_else(|| types.unknown());
            composite.fields.iter().map(|(field, info)| (field.clone(), typed(&info.data_type))).collect::<Vec<_>>()
        });
        types.set_fields(id, fields.unwrap_or_default());
    }
    for (name, id) in rows {
        let fields = catalog.tables.get(name).map(|table| {
            let typed = |text: &str| named(&types, text, &name.schema).unwrap_or_else(|| types.unknown());
            table.columns.iter().map(|(field, info)| (field.clone(), typed(&info.data_type))).collect::<Vec<_>>()
        });
        types.set_fields(id, fields.unwrap_or_default());
    }
    types
}

/// Names of types that are no type's own, and the words of the grammar.
const ALIASES: &[(&str, &str)] = &[
    ("char", "bpchar"),
    ("character", "bpchar"),
    ("nchar", "bpchar"),
    ("dec", "numeric"),
    ("decimal", "numeric"),
    ("double", "float8"),
    ("float", "float8"),
    ("int", "int4"),
    ("integer", "int4"),
    ("serial", "int4"),
    ("serial4", "int4"),
    ("smallserial", "int2"),
    ("serial2", "int2"),
    ("bigserial", "int8"),
    ("serial8", "int8"),
    ("bit varying", "varbit"),
    ("char varying", "varchar"),
    ("time", "time"),
    ("timestamp", "timestamp"),
];

/// The type of a text of SQL: without its modifiers, under any of its names.
fn named(types: &Types, text: &str, schema: &str) -> Option<Type> {
    let (bare, dimensions) = bare(text);
    let lower = bare.to_lowercase();
    let lower = lower.strip_prefix("pg_catalog.").unwrap_or(&lower);
    let small_float = lower == "float"
        && text
            .split_once('(')
            .is_some_and(|(_, bits)| bits.trim_end_matches(')').trim().parse::<u32>().is_ok_and(|bits| bits <= 24));
    let built_in = if small_float {
        types.named("float4")
    } else if bare == "\"char\"" {
        types.named("char")
    } else {
        let alias = ALIASES.iter().find(|(alias, _)| *alias == lower).map(|(_, name)| *name);
        types.named(alias.unwrap_or(lower)).or_else(|| types.printed_so(lower))
    };
    let unquoted =
        bare.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&bare).replace("\"\"", "\"");
    let candidates = QualifiedName::parse(&bare)
        .into_iter()
        .chain([QualifiedName::new(schema, &unquoted), QualifiedName::new("public", &unquoted)]);
    let found = built_in.or_else(|| {
        candidates.into_iter().find_map(|name| types.named(&name.to_string()).or_else(|| extension(types, &name.name)))
    })?;
    if dimensions { types.array(found) } else { Some(found) }
}

/// A type that an extension brings, in whatever schema.
fn extension(types: &Types, name: &str) -> Option<Type> {
    types.named(name).filter(|found| !types.info(*found).extension.is_empty())
}

/// A type's name without modifiers and brackets, and whether it is an array.
fn bare(text: &str) -> (String, bool) {
    let mut name = String::new();
    let (mut quoted, mut depth, mut array) = (false, 0_usize, false);
    for each in text.chars() {
        match each {
            '"' if depth == 0 => {
                quoted = !quoted;
                name.push(each);
            }
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            '[' if !quoted => {
                array = true;
                depth += 1;
            }
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 => name.push(each),
            _ => {}
        }
    }
    if name.contains('"') {
        return (name.trim().to_owned(), array);
    }
    let mut words: Vec<&str> = name.split_whitespace().collect();
    if words.len() > 1 && words.last().is_some_and(|word| word.eq_ignore_ascii_case("array")) {
        words.pop();
        array = true;
    }
    // `interval day to second` is an interval.
    if words.first().is_some_and(|word| word.eq_ignore_ascii_case("interval")) {
        words.truncate(1);
    }
    (words.join(" "), array)
}
