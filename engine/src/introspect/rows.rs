//! Everything that is read but the texts, in two rounds: what can be asked at once, and what depends on the answers.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::GenericClient;
use tokio_postgres::types::Type;

use super::column::{self, Attributes, DefaultRow};
use super::comment::{self, Comments};
use super::constraint::{self, ConstraintRow};
use super::dependency::{self, Edges, Member, Part};
use super::extension::{self, ExtensionRow};
use super::index::{self, Classes, Indexes};
use super::names::{self, Collation, Names};
use super::other::{Homeless, Leads, OtherRow};
use super::reader::{Fields, FromRow, Parameter, Reader};
use super::sequence::{self, Sequences};
use super::texts::Texts;
use super::{IntrospectError, enum_type, index_text, other, relation, schema, types};

/// The rows of the system catalogs, arranged to be looked up.
pub(super) struct Rows {
    pub(super) names: Names,
    pub(super) extensions: Vec<ExtensionRow>,
    pub(super) labels: Vec<(u32, String)>,
    pub(super) attributes: Attributes,
    pub(super) defaults: Vec<DefaultRow>,
    pub(super) constraints: BTreeMap<u32, ConstraintRow>,
    pub(super) indexes: Indexes,
    pub(super) sequences: Sequences,
    pub(super) comments: Comments,
    pub(super) edges: Vec<Edges>,
    pub(super) parts: Vec<Part>,
    pub(super) others: Vec<OtherRow>,
}

/// A table that inherits from another, and that.
struct Child(u32, u32);

const CHILDREN: &str = "select inhrelid, inhparent from pg_inherits";

impl FromRow for Child {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self(fields.next()?, fields.next()?))
    }
}

impl Rows {
    /// Reads all rows, without the texts.
    ///
    /// # Errors
    /// When a query fails.
    pub(super) async fn read<C: GenericClient>(reader: &Reader<'_, C>, major: u32) -> Result<Self, IntrospectError> {
        let (relations, attributes, presence) = (relation::sql(), column::sql(), other::presence_sql(major));
        let (constraints, indexes, types) = (constraint::sql(major), index::sql(major), types::sql());
        let (
            schemas,
            members,
            extensions,
            relations,
            children,
            attributes,
            defaults,
            constraints,
            indexes,
            classes,
            types,
            labels,
            sequences,
            comments,
            edges,
            parts,
            present,
        ) = tokio::try_join!(
            reader.rows("reading the schemas", schema::SQL),
            reader.rows("reading the members of extensions", dependency::MEMBERS),
            reader.rows("reading the extensions", extension::SQL),
            reader.rows("reading the tables", &relations),
            reader.rows("reading what inherits", CHILDREN),
            reader.rows("reading the columns", &attributes),
            reader.rows("reading the defaults", column::DEFAULTS),
            reader.rows("reading the constraints", &constraints),
            reader.rows("reading the indexes", &indexes),
            reader.rows("reading the operator classes", index::CLASSES),
            reader.rows("reading the types", &types),
            reader.rows("reading the labels of enums", enum_type::SQL),
            reader.rows("reading the sequences", sequence::SQL),
            reader.rows("reading the comments", comment::SQL),
            reader.rows("reading the dependencies", dependency::EDGES),
            reader.rows("reading the parts of objects", dependency::PARTS),
            reader.rows("reading which other kinds there are", &presence),
        )?;
        let extensions: Vec<ExtensionRow> = extensions;
        let present = present.into_iter().next().unwrap_or_default();
        let mut names = Names {
            schemas: schemas.into_iter().collect(),
            extensions: extensions.iter().map(|row| (row.oid, row.name.clone())).collect(),
            relations: relations.into_iter().map(|row: relation::Relation| (row.oid, row)).collect(),
            types: types.into_iter().map(|row: types::TypeRow| (row.oid, row)).collect(),
            collations: Default::default(),
            operators: Default::default(),
            members: members.into_iter().map(|Member(object, extension)| (object, extension)).collect(),
            children: Default::default(),
        };
        for Child(child, parent) in children {
            names.children.entry(child).or_default().push(parent);
        }
        let mut attributes = Attributes::new(attributes, &defaults);
        let constraints: BTreeMap<_, _> = constraints.into_iter().map(|row: ConstraintRow| (row.oid, row)).collect();
        let mut indexes = Indexes::new(indexes, Classes::new(classes));
        let (sequences, comments) = (Sequences::new(sequences), Comments::new(comments));

        let (type_oids, modifiers) = attributes.types();
        let undecided = indexes.undecided(&names, &attributes);
        let collations = collations(&names, &attributes, &indexes);
        let operators: BTreeSet<u32> = constraints.values().flat_map(ConstraintRow::operators).copied().collect();
        let operators: Vec<u32> = operators.into_iter().collect();
        let homeless = Homeless::new(&names, &constraints, &indexes, &sequences, &comments);
        let leads = Leads::new(&names, &attributes, homeless);
        let types: [Parameter<'_>; 2] = [(&type_oids, Type::OID_ARRAY), (&modifiers, Type::INT4_ARRAY)];
        let (types, collations, operators, texts, others) = tokio::try_join!(
            reader.rows_with("reading the types of columns", column::TYPES, &types),
            reader.rows_of("reading the collations", names::COLLATIONS, &collations),
            reader.rows_of("reading the operators", names::OPERATORS, &operators),
            reader.rows_of("reading the texts of indexes", index_text::SQL, &undecided),
            leads.read(reader, major, &present),
        )?;
        attributes.learn(types);
        names.collations = collations.into_iter().map(|row: Collation| (row.oid, row.name)).collect();
        names.operators = operators.into_iter().collect();
        indexes.learn(texts);
        Ok(Self {
            names,
            extensions,
            labels,
            attributes,
            defaults,
            constraints,
            indexes,
            sequences,
            comments,
            edges,
            parts,
            others,
        })
    }

    /// Puts the texts where they belong.
    pub(super) fn learn(&mut self, texts: Texts) {
        self.attributes.learn_expressions(texts.defaults);
        for (oid, text) in texts.checks {
            if let Some(row) = self.constraints.get_mut(&oid) {
                row.expression = Some(text);
            }
        }
        self.indexes.learn_predicates(texts.predicates);
        self.indexes.learn(texts.indexes);
    }
}

/// The collations that something names, without repetition.
fn collations(names: &Names, attributes: &Attributes, indexes: &Indexes) -> Vec<u32> {
    let own = attributes.all().map(|attribute| attribute.collation);
    let domains = names.types.values().map(|row| row.collation);
    let found: BTreeSet<u32> = own.chain(domains).chain(indexes.collations()).filter(|oid| *oid != 0).collect();
    found.into_iter().collect()
}
