//! A relation as the catalog has it.

use serde::Deserialize;

use crate::api::{
    Column, ForeignKey, Identity, IndexSummary, ReferencedBy, RelationKind, RelationResponse, UniqueKey, ValueKind,
};
use crate::database::Session;
use crate::failure::Failure;

/// Reads one relation. The parts that only the answer to the page needs are asked for with `$3`.
const SQL: &str = include_str!("relation.sql");

/// A relation.
#[derive(Clone, Debug, Deserialize)]
pub struct Relation {
    pub schema: String,
    pub name: String,
    pub kind: RelationKind,
    comment: Option<String>,
    pub estimated_rows: Option<u64>,
    pub columns: Vec<RelationColumn>,
    pub primary_key: Vec<String>,
    definition: Option<String>,
    #[serde(default)]
    uniques: Vec<UniqueKey>,
    #[serde(default)]
    indexes: Vec<IndexSummary>,
    #[serde(default)]
    foreign_keys: Vec<ForeignKey>,
    #[serde(default)]
    referenced_by: Vec<ReferencedBy>,
    /// Whether the role may read all of it, which versions and places of rows belong to.
    pub can_read: bool,
    can_insert: bool,
    can_update: bool,
    can_delete: bool,
    /// Whether the server is a standby.
    standby: bool,
    /// Whether transactions only read unless they say otherwise.
    default_read_only: bool,
}

/// A column.
#[derive(Clone, Debug, Deserialize)]
pub struct RelationColumn {
    pub name: String,
    pub type_name: String,
    pub kind: ValueKind,
    /// How many bytes each value has; none where they differ.
    pub fixed: bool,
    /// Whether values are plain text to PostgreSQL, so that parts of them are cheap.
    pub textual: bool,
    pub nullable: bool,
    default: Option<String>,
    pub generated: Option<String>,
    pub identity: Option<Identity>,
    comment: Option<String>,
    labels: Option<Vec<String>>,
    pub orderable: bool,
    pub comparable: bool,
    indexed: bool,
    pub readable: bool,
    updatable: bool,
}

impl Relation {
    /// A column by its name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn column(&self, name: &str) -> Result<&RelationColumn, Failure> {
        self.columns
            .iter()
            .find(|column| column.name == name)
            .ok_or_else(|| Failure::not_found(format!("{}.{} has no column {name}", self.schema, self.name)))
    }

    /// Whether its rows have a place of their own, by which they can be told apart where there is no key.
    pub fn has_places(&self) -> bool {
        self.can_read
            && matches!(self.kind, RelationKind::Table | RelationKind::Partition | RelationKind::MaterializedView)
    }

    /// Why its rows cannot be edited, but for the studio's own guard.
    pub fn not_editable(&self) -> Option<&'static str> {
        match self.kind {
            RelationKind::View => return Some("a view's rows are edited in the tables that it reads"),
            RelationKind::MaterializedView => return Some("a materialized view changes when it is refreshed"),
            RelationKind::ForeignTable => return Some("the rows are another server's"),
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::Partition => {}
        }
        if self.primary_key.is_empty() {
            return Some("the table has no primary key, so a row cannot be told from another");
        }
        if !(self.can_insert || self.can_update || self.can_delete) {
            return Some("the role may only read this table");
        }
        if !self.can_read {
            return Some("the role may not read the whole table, so it cannot see whether a row has changed");
        }
        None
    }

    /// Whether an update or a deletion can name its rows and see that they are as they were.
    pub fn has_versions(&self) -> bool {
        self.can_read
            && matches!(self.kind, RelationKind::Table | RelationKind::PartitionedTable | RelationKind::Partition)
            && !self.primary_key.is_empty()
    }
}

/// Reads a relation for the studio's own use.
///
/// # Errors
/// Where there is none.
pub async fn find(session: &mut Session, schema: &str, name: &str) -> Result<Relation, Failure> {
    let mut relation = read(session, schema, name, false).await?;
    // A key that cannot be read is none.
    let may_read = |key: &String| relation.columns.iter().any(|column| column.name == *key && column.readable);
    if !relation.primary_key.iter().all(may_read) {
        relation.primary_key.clear();
    }
    Ok(relation)
}

/// Answers the page.
///
/// # Errors
/// Where there is none.
pub async fn answer(
    session: &mut Session,
    schema: &str,
    name: &str,
    guarded: bool,
) -> Result<RelationResponse, Failure> {
    let relation = read(session, schema, name, true).await?;
    let not_editable = match relation.not_editable() {
        Some(reason) => Some(reason),
        None if relation.standby => Some("the server is a standby"),
        None if guarded => Some("the studio is read-only"),
        None if relation.default_read_only => Some("transactions are read-only by default here"),
        None => None,
    };
    let editable = not_editable.is_none();
    Ok(RelationResponse {
        editable,
        not_editable: not_editable.map(str::to_owned),
        can_insert: editable && relation.can_insert,
        can_delete: editable && relation.can_delete,
        columns: relation.columns.into_iter().map(Column::from).collect(),
        schema: relation.schema,
        name: relation.name,
        kind: relation.kind,
        comment: relation.comment,
        estimated_rows: relation.estimated_rows,
        primary_key: relation.primary_key,
        uniques: relation.uniques,
        indexes: relation.indexes,
        foreign_keys: relation.foreign_keys,
        referenced_by: relation.referenced_by,
        definition: relation.definition,
    })
}

async fn read(session: &mut Session, schema: &str, name: &str, whole: bool) -> Result<Relation, Failure> {
    let found = session.json(SQL, &[Some(schema), Some(name), Some(if whole { "t" } else { "f" })]).await?;
    found.ok_or_else(|| Failure::not_found(format!("there is no relation {schema}.{name}")))
}

impl From<RelationColumn> for Column {
    fn from(column: RelationColumn) -> Self {
        Self {
            name: column.name,
            type_name: column.type_name,
            kind: column.kind,
            nullable: column.nullable,
            default: column.default,
            generated: column.generated,
            identity: column.identity,
            comment: column.comment,
            labels: column.labels,
            orderable: column.orderable,
            indexed: column.indexed,
            readable: column.readable,
            updatable: column.updatable,
        }
    }
}
