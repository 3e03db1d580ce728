//! Statements that others read from.

use std::borrow::Cow;
use std::sync::Arc;

use super::render::Name;
use super::tree::{ChangeTree, InsertTree, Item, Part, SelectTree};
use crate::column::{COMPUTED, INFERRED};
use crate::expression::{Part as Piece, Raw};
use crate::table::{ColumnMeta, TableMeta};

/// A statement that gives rows.
#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Select(Arc<SelectTree>),
    Set(Arc<SetTree>),
    Insert(Arc<InsertTree>),
    Update(Arc<ChangeTree>),
    Delete(Arc<ChangeTree>),
    /// A row for each position of these arrays, which are of the same length.
    Lists(Arc<[Raw]>),
}

/// Two statements with ` UNION ` or the like between them.
#[derive(Clone, Debug)]
pub(crate) struct SetTree {
    pub(crate) left: Statement,
    pub(crate) words: &'static str,
    pub(crate) right: Statement,
}

impl Statement {
    fn items(&self) -> Cow<'_, [Item]> {
        match self {
            Self::Select(tree) => tree.items(),
            Self::Set(tree) => tree.left.items(),
            Self::Insert(tree) => tree.returning.as_slice().into(),
            Self::Update(tree) | Self::Delete(tree) => tree.returning.as_slice().into(),
            Self::Lists(lists) => lists.iter().map(|list| Item::One(list.clone(), "")).collect(),
        }
    }

    /// The table whose columns it gives, if those and no others.
    pub(crate) fn table(&self) -> Option<&'static TableMeta> {
        match &*self.items() {
            [Item::Table(part)] => Some(part.table).filter(|table| !table.columns.is_empty()),
            _ => None,
        }
    }
}

impl SelectTree {
    /// The same as a part of another statement: where it only reads what two statements give together, those.
    pub(crate) fn into_arm(self) -> Statement {
        let is_bare = self.is_plain()
            && matches!(&*self.items(), [Item::Table(part)] if part.source == self.from.source)
            && self.joins.is_empty()
            && self.filters.is_empty()
            && self.orders.is_empty()
            && self.lock.is_none();
        match &self.from.query {
            Some(query) if is_bare && query.named.is_none() && matches!(query.statement, Statement::Set(_)) => {
                query.statement.clone()
            }
            _ => Statement::Select(self.into()),
        }
    }
}

/// A statement whose rows are read like those of a table.
#[derive(Clone, Debug)]
pub(crate) struct Subquery {
    pub(crate) statement: Statement,
    pub(crate) columns: Vec<Column>,
    /// Where it has a name, it stands in `WITH`, else where it is read from.
    pub(crate) named: Option<Named>,
}

/// What a statement in `WITH` is called, and how it is computed.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// Two of the same number are the same.
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    /// `MATERIALIZED `, `NOT MATERIALIZED ` or nothing.
    pub(crate) materialized: &'static str,
    /// What makes more rows of those that came last.
    pub(crate) next: Option<Statement>,
    /// Whether rows that came already are left out.
    pub(crate) is_distinct: bool,
}

/// A column of a statement.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: Name,
    /// The column of a table that it is, or [`COMPUTED`].
    pub(crate) meta: &'static ColumnMeta,
    /// What stands behind it where it is read.
    pub(crate) read_as: &'static str,
}

impl Subquery {
    pub(crate) fn new(statement: Statement, named: Option<Named>) -> Self {
        let mut columns = Vec::new();
        for item in &*statement.items() {
            match item {
                Item::Table(Part { query: Some(query), .. }) => {
                    query.columns.iter().for_each(|column| add(&mut columns, column.meta, column.read_as));
                }
                Item::Table(part) => {
                    part.table.columns.iter().for_each(|column| add(&mut columns, column, column.read_as));
                }
                Item::One(raw, read_as) => add(&mut columns, meta(raw), read_as),
            }
        }
        Self { statement, columns, named }
    }

    /// Whether the server would call the columns the same if it were not told.
    pub(crate) fn has_own_names(&self) -> bool {
        self.statement.table().is_some()
    }
}

/// The column of a table that an expression is.
fn meta(raw: &Raw) -> &'static ColumnMeta {
    match raw.parts.as_slice() {
        [Piece::Column(at)] => at.meta(),
        _ if raw.untyped() => &INFERRED,
        _ => &COMPUTED,
    }
}

/// Adds a column under a name that no other has.
fn add(columns: &mut Vec<Column>, meta: &'static ColumnMeta, read_as: &'static str) {
    let mut number = u32::try_from(columns.len() + 1).unwrap_or(u32::MAX);
    let is_computed = meta.data_type.is_empty();
    let mut name = if is_computed { Name::of_column(number) } else { Name::own(meta.name) };
    while columns.iter().any(|column| column.name.is(name)) {
        name = Name::of_column(number);
        number += 1;
    }
    columns.push(Column { name, meta, read_as });
}
