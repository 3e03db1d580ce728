//! What a statement is made of.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use smallvec::{SmallVec, smallvec};

use super::assign::Assignment;
use super::subquery::{Statement, Subquery};
use super::values::Cells;
use crate::column::{COMPUTED, ColumnAt, Place};
use crate::expression::{Order, OrderList, Raw};
use crate::table::{Table, TableMeta};

/// The number by which the columns of the row that was to be inserted are known.
pub(crate) const EXCLUDED: u32 = 0;

/// A number for a table that takes part in a statement: no other in the same statement has it.
pub(crate) fn next_source() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    loop {
        let source = NEXT.fetch_add(1, Ordering::Relaxed);
        if source != EXCLUDED {
            return source;
        }
    }
}

/// A table, or what stands for one, that takes part in a statement.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) source: u32,
    /// The table; where the rows are those of a query, the one that they have the form of.
    pub(crate) table: &'static TableMeta,
    pub(crate) query: Option<Arc<Subquery>>,
}

/// The form of rows that are those of no table.
static QUERY: TableMeta = TableMeta { rust: "the query", schema: "", name: "rows", columns: &[], primary_key: &[] };

impl Part {
    pub(crate) fn new<T: Table>() -> Self {
        Self { source: next_source(), table: T::TABLE, query: None }
    }

    /// The rows of a query.
    pub(crate) fn of(query: Arc<Subquery>) -> Self {
        let table = query.statement.table().unwrap_or(&QUERY);
        Self { source: next_source(), table, query: Some(query) }
    }

    /// The same of one that has no name.
    pub(crate) fn query(statement: Statement) -> Self {
        Self::of(Arc::new(Subquery::new(statement, None)))
    }

    /// What stands for one where there is none.
    pub(crate) fn nowhere() -> Self {
        Self { source: EXCLUDED, table: &QUERY, query: None }
    }

    /// The columns of a table in this place.
    pub(crate) fn place(&self, table: &'static TableMeta) -> Place {
        Place::new(self.source, table)
    }

    /// What its columns are called.
    fn names(&self) -> Vec<&'static str> {
        match &self.query {
            Some(query) => query.columns.iter().map(|column| column.meta.name).collect(),
            None => self.table.columns.iter().map(|column| column.name).collect(),
        }
    }

    /// The column of a query at this position.
    pub(crate) fn column(&self, index: u16) -> ColumnAt {
        let column = self.query.as_ref().and_then(|query| query.columns.get(usize::from(index)));
        ColumnAt::new(column.map_or(&COMPUTED, |column| column.meta), self.source, index)
    }
}

/// How a table is joined to those before it: `LEFT JOIN`, and on what.
#[derive(Clone, Debug)]
pub(crate) struct Join {
    pub(crate) words: &'static str,
    pub(crate) part: Part,
    pub(crate) on: Option<Raw>,
}

/// A column of a result.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// All columns of a table.
    Table(Part),
    /// An expression, and what stands behind it so that it can be read.
    One(Raw, &'static str),
}

/// The columns of a `SELECT`.
#[derive(Clone, Debug)]
pub(crate) enum Items {
    /// All of all that takes part.
    All,
    /// All of the first table.
    First,
    /// These.
    Chosen(Vec<Item>),
}

impl Item {
    /// What its columns are called, as far as they have names.
    fn names(&self) -> Vec<&'static str> {
        match self {
            Self::Table(part) => part.names(),
            Self::One(raw, _) => vec![raw.as_column().map_or(COMPUTED.name, |column| column.meta().name)],
        }
    }
}

/// `DISTINCT`, or `DISTINCT ON (…)`.
#[derive(Clone, Debug)]
pub(crate) enum Distinct {
    Rows,
    On(Vec<Order>),
}

/// A `SELECT`.
#[derive(Clone, Debug)]
pub(crate) struct SelectTree {
    pub(crate) distinct: Option<Distinct>,
    pub(crate) items: Items,
    pub(crate) from: Part,
    pub(crate) joins: SmallVec<[Join; 1]>,
    pub(crate) filters: SmallVec<[Raw; 1]>,
    pub(crate) groups: Vec<Order>,
    pub(crate) having: Vec<Raw>,
    pub(crate) orders: OrderList,
    pub(crate) limit: Option<i64>,
    pub(crate) offset: Option<i64>,
    pub(crate) lock: Option<&'static str>,
    pub(crate) lock_of: Vec<u32>,
    pub(crate) lock_wait: &'static str,
    /// What runs along, though nothing reads from it.
    pub(crate) along: Vec<Arc<Subquery>>,
}

impl SelectTree {
    pub(crate) fn new(from: Part) -> Self {
        Self {
            distinct: None,
            items: Items::All,
            from,
            joins: SmallVec::new(),
            filters: SmallVec::new(),
            groups: Vec::new(),
            having: Vec::new(),
            orders: OrderList::new(),
            limit: None,
            offset: None,
            lock: None,
            lock_of: Vec::new(),
            lock_wait: "",
            along: Vec::new(),
        }
    }

    /// Adds a condition. One function for all, so that there is no copy of it in each query.
    #[inline(never)]
    pub(crate) fn add_filter(&mut self, condition: Raw) {
        self.filters.push(condition);
    }

    /// Adds a table, in one function for all too.
    #[inline(never)]
    pub(crate) fn add_join(&mut self, words: &'static str, part: Part, on: Option<Raw>) {
        self.joins.push(Join { words, part, on });
    }

    /// The columns, one by one or table by table.
    pub(crate) fn items(&self) -> Cow<'_, [Item]> {
        match &self.items {
            Items::All => {
                let joined = self.joins.iter().map(|join| &join.part);
                std::iter::once(&self.from).chain(joined).cloned().map(Item::Table).collect()
            }
            Items::First => vec![Item::Table(self.from.clone())].into(),
            Items::Chosen(items) => items.into(),
        }
    }

    /// What the columns are called, as far as they have names.
    pub(crate) fn column_names(&self) -> Vec<&'static str> {
        self.items().iter().flat_map(Item::names).collect()
    }

    /// Whether its rows are those that the tables have, each for itself, so that they can be counted in place.
    pub(crate) fn is_plain(&self) -> bool {
        self.distinct.is_none()
            && self.groups.is_empty()
            && self.having.is_empty()
            && self.limit.is_none()
            && self.offset.is_none()
            && self.along.is_empty()
    }
}

/// What is done where a row with such a key is there already.
#[derive(Clone, Debug)]
pub(crate) struct Conflict {
    /// The key; nothing for any that there is.
    pub(crate) target: Option<&'static str>,
    /// Nothing, or what the row that is there is set to.
    pub(crate) update: Option<Vec<Assignment>>,
    pub(crate) filters: Vec<Raw>,
}

/// An `INSERT`.
#[derive(Clone, Debug)]
pub(crate) struct InsertTree {
    pub(crate) into: Part,
    pub(crate) rows: Arc<Cells>,
    /// The columns that are given the rows of a query, instead of the rows above.
    pub(crate) query: Option<(Vec<ColumnAt>, Arc<SelectTree>)>,
    /// What columns are given in each row.
    pub(crate) sets: Vec<Assignment>,
    pub(crate) conflict: Option<Conflict>,
    pub(crate) returning: SmallVec<[Item; 1]>,
    pub(crate) along: Vec<Arc<Subquery>>,
}

/// An `UPDATE`, or a `DELETE` where nothing is set.
#[derive(Clone, Debug)]
pub(crate) struct ChangeTree {
    pub(crate) target: Part,
    /// Other tables that the conditions and what is set may name.
    pub(crate) others: Vec<Part>,
    pub(crate) sets: Vec<Assignment>,
    pub(crate) filters: Vec<Raw>,
    pub(crate) returning: Vec<Item>,
    pub(crate) along: Vec<Arc<Subquery>>,
}

impl ChangeTree {
    pub(crate) fn new(target: Part) -> Self {
        let returning = vec![Item::Table(target.clone())];
        Self { target, others: Vec::new(), sets: Vec::new(), filters: Vec::new(), returning, along: Vec::new() }
    }
}

impl InsertTree {
    pub(crate) fn new(into: Part, rows: Cells) -> Self {
        let returning = smallvec![Item::Table(into.clone())];
        let rows = Arc::new(rows);
        Self { into, rows, query: None, sets: Vec::new(), conflict: None, returning, along: Vec::new() }
    }

    /// The rows with the values that the application makes and was not given.
    pub(crate) fn generated(&self) -> Arc<Cells> {
        let mut rows = Arc::clone(&self.rows);
        if self.into.table.generates() && self.rows.lacks_generated() {
            Arc::make_mut(&mut rows).generate();
        }
        rows
    }

    /// Whether it is known that there is nothing to insert.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.rows() == 0 && self.query.is_none() && self.along.is_empty()
    }
}
