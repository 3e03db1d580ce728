//! Reading.

use std::marker::PhantomData;

use super::output::{Read, Selection, Whole, items};
use super::render::{self, Writer};
use super::run::{self, Rows};
use super::sources::Sources;
use super::tree::{Distinct, Items, Part, SelectTree};
use crate::column::{Col, Kind};
use crate::error::Error;
use crate::executor::Executor;
use crate::expression::{IntoCondition, OrderList, Orders};
use crate::sql::Sql;
use crate::table::Table;

/// A `SELECT` from the tables `S`, of which each row is what `O` reads.
///
/// Filters, orders and limits can be added in an `if`: the type stays the same.
#[must_use = "a query does nothing until it is run by `all`, `one`, `optional`, `first`, `count` or `stream`"]
pub struct Select<S, O = Whole<S>> {
    /// In a box, since each method passes it on.
    pub(super) tree: Box<SelectTree>,
    /// Whether there is at most one row, by the filter.
    pub(super) is_unique: bool,
    kind: Kind<(S, O)>,
}

impl<S, O> Clone for Select<S, O> {
    fn clone(&self) -> Self {
        Self::from_parts(self.tree.clone(), self.is_unique)
    }
}

impl<T: Table> Select<T> {
    /// All rows of a table.
    pub fn from_table() -> Self {
        Self::from_part(Part::new::<T>())
    }

    /// The same, known to be one row at most.
    #[doc(hidden)]
    pub fn unique(mut self) -> Self {
        self.is_unique = true;
        self
    }
}

impl<S, O> Select<S, O> {
    pub(super) fn from_parts(tree: Box<SelectTree>, is_unique: bool) -> Self {
        Self { tree, is_unique, kind: PhantomData }
    }

    /// All rows of a table, or of what stands for one.
    pub(super) fn from_part(part: Part) -> Self {
        Self::from_parts(Box::new(SelectTree::new(part)), false)
    }

    pub(crate) fn into_tree(self) -> SelectTree {
        *self.tree
    }

    /// `LIMIT`: so many rows at most.
    pub fn limit(mut self, rows: u32) -> Self {
        self.tree.limit = Some(i64::from(rows));
        self
    }

    /// `OFFSET`: without so many rows at the beginning.
    pub fn offset(mut self, rows: u64) -> Self {
        self.tree.offset = Some(i64::try_from(rows).unwrap_or(i64::MAX));
        self
    }

    /// `DISTINCT`: equal rows once.
    pub fn distinct(mut self) -> Self {
        self.tree.distinct = Some(Distinct::Rows);
        self
    }

    /// `FOR UPDATE`: nobody else changes or locks the rows until the transaction ends.
    pub fn for_update(self) -> Self {
        self.lock(" FOR UPDATE")
    }

    /// `FOR NO KEY UPDATE`: as [`for_update`](Self::for_update), but rows that refer to these can be inserted.
    pub fn for_no_key_update(self) -> Self {
        self.lock(" FOR NO KEY UPDATE")
    }

    /// `FOR SHARE`: nobody changes the rows until the transaction ends.
    pub fn for_share(self) -> Self {
        self.lock(" FOR SHARE")
    }

    /// `FOR KEY SHARE`: as [`for_share`](Self::for_share), but what is no key of the rows may be changed.
    pub fn for_key_share(self) -> Self {
        self.lock(" FOR KEY SHARE")
    }

    fn lock(mut self, words: &'static str) -> Self {
        self.tree.lock = Some(words);
        self
    }

    /// `SKIP LOCKED`: without the rows that are locked by others.
    pub fn skip_locked(mut self) -> Self {
        self.tree.lock_wait = " SKIP LOCKED";
        self
    }

    /// `NOWAIT`: an error where a row is locked by others.
    pub fn no_wait(mut self) -> Self {
        self.tree.lock_wait = " NOWAIT";
        self
    }
}

impl<S: Sources, O> Select<S, O> {
    pub(super) fn columns_of(&self) -> S::Columns {
        S::columns((&*self.tree).into())
    }

    /// `WHERE`: only rows that meet the condition; with several filters, those that meet all.
    pub fn filter<C: IntoCondition>(mut self, condition: impl FnOnce(S::Columns) -> C) -> Self {
        let condition = condition(self.columns_of()).into_condition().raw();
        self.tree.add_filter(condition);
        self
    }

    /// `ORDER BY`: behind the orders that there are already.
    pub fn order_by<K: Orders>(mut self, keys: impl FnOnce(S::Columns) -> K) -> Self {
        keys(self.columns_of()).add_to(&mut self.tree.orders);
        self
    }

    /// `OF`, behind the kind of lock: only the rows of the table of this column are locked, and with several calls those of
    /// several: `lock_of(|(u, _)| u.id)`. Rows of a table of which a join may have found none cannot be locked.
    pub fn lock_of<V, N, W>(mut self, table: impl FnOnce(S::Columns) -> Col<V, N, W>) -> Self {
        self.tree.lock_of.push(table(self.columns_of()).at.source);
        self
    }

    /// `DISTINCT ON`: of the rows that are equal in the keys the first, in the order of the query, which begins with the same
    /// keys.
    pub fn distinct_on<K: Orders>(mut self, keys: impl FnOnce(S::Columns) -> K) -> Self {
        let mut on = OrderList::new();
        keys(self.columns_of()).add_to(&mut on);
        self.tree.distinct = Some(Distinct::On(on.into_vec()));
        self
    }

    /// `GROUP BY`: a row for each group of rows that are equal in the keys.
    pub fn group_by<K: Orders>(mut self, keys: impl FnOnce(S::Columns) -> K) -> Self {
        let mut groups = OrderList::new();
        keys(self.columns_of()).add_to(&mut groups);
        self.tree.groups.extend(groups);
        self
    }

    /// `HAVING`: only groups that meet the condition.
    pub fn having<C: IntoCondition>(mut self, condition: impl FnOnce(S::Columns) -> C) -> Self {
        let condition = condition(self.columns_of()).into_condition().raw();
        self.tree.having.push(condition);
        self
    }

    /// What is selected: a column, an expression, or a tuple of these, instead of all columns.
    pub fn columns<C: Selection>(mut self, selection: impl FnOnce(S::Columns) -> C) -> Select<S, C> {
        self.tree.items = Items::Chosen(items(selection(self.columns_of())));
        Select::from_parts(self.tree, self.is_unique)
    }
}

impl<S, O> Select<S, O> {
    /// The statement as the server gets it.
    pub fn to_sql(&self) -> Sql {
        self.about(render::select(&self.tree))
    }

    /// How many rows it has.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn count(self, on: &(impl Executor + ?Sized)) -> Result<i64, Error> {
        run::one::<crate::Expr<i64>>(self.count_sql(), self.struct_name(), on).await
    }

    pub(super) fn count_sql(&self) -> Sql {
        let mut writer = Writer::new();
        writer.count(&self.tree);
        self.about(writer.finish())
    }

    fn about(&self, sql: Sql) -> Sql {
        sql.about_table(self.tree.from.table)
    }

    pub(super) fn struct_name(&self) -> &'static str {
        self.tree.from.table.rust
    }
}

impl<S, O: Read> Select<S, O> {
    /// All rows.
    ///
    /// # Errors
    /// The server refused the statement, could not be reached, or gave a value that is not of the column's type.
    pub fn all(self, on: &(impl Executor + ?Sized)) -> impl Future<Output = Result<Vec<O::Row>, Error>> {
        run::all::<O>(self.to_sql(), on)
    }

    /// The one row.
    ///
    /// # Errors
    /// As for [`all`](Self::all); where there is no row ([`Error::is_not_found`]) and where there are several
    /// ([`Error::is_too_many_rows`]).
    pub async fn one(self, on: &(impl Executor + ?Sized)) -> Result<O::Row, Error> {
        let name = self.struct_name();
        run::one::<O>(self.at_most_two().to_sql(), name, on).await
    }

    /// The one row, or nothing.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there are several rows ([`Error::is_too_many_rows`]).
    pub async fn optional(self, on: &(impl Executor + ?Sized)) -> Result<Option<O::Row>, Error> {
        let name = self.struct_name();
        run::optional::<O>(self.at_most_two().to_sql(), name, on).await
    }

    /// The first row in the order of the query, or nothing.
    ///
    /// # Errors
    /// As for [`all`](Self::all).
    pub async fn first(self, on: &(impl Executor + ?Sized)) -> Result<Option<O::Row>, Error> {
        let name = self.struct_name();
        run::optional::<O>(self.limit(1).to_sql(), name, on).await
    }

    /// The rows as they come, with bounded memory. The session is taken until the stream ends or is dropped.
    ///
    /// # Errors
    /// As for [`all`](Self::all); what goes wrong later comes as an item of the stream, and is the last one.
    pub async fn stream<'a>(self, on: &'a (impl Executor + ?Sized)) -> Result<Rows<'a, O::Row>, Error>
    where
        O::Row: Send + 'a,
    {
        run::stream::<O>(self.to_sql(), on).await
    }

    /// Two rows are enough to see that there are several.
    pub(super) fn at_most_two(self) -> Self {
        if self.is_unique || self.tree.limit.is_some() { self } else { self.limit(2) }
    }
}
