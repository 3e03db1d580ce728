//! Deleting.

use std::marker::PhantomData;

use super::output::{Read, Selection, Whole, items};
use super::render::Writer;
use super::run;
use super::shape::Shape;
use super::sources::{At, Joinable, Numbered, Sources};
use super::tree::{ChangeTree, Part};
use super::update::{Filtered, NeedsFilterOrAllRows};
use super::with::Readable;
use crate::column::{Kind, NotNull, Settable};
use crate::error::Error;
use crate::executor::Executor;
use crate::expression::IntoCondition;
use crate::sql::Sql;
use crate::table::Table;

/// A `DELETE` from the table of `T`, of which each deleted row is what `O` reads.
///
/// It can be run once it is said which rows are meant, by [`filter`](Self::filter) or [`all_rows`](Self::all_rows).
#[must_use = "a delete does nothing until it is run by `exec`, `all`, `one` or `optional`, after `filter` or `all_rows`"]
pub struct Delete<S, F = Filtered, O = Whole<S>> {
    pub(super) tree: ChangeTree,
    kind: Kind<(S, F, O)>,
}

impl<S, F, O> Clone for Delete<S, F, O> {
    fn clone(&self) -> Self {
        Self::from_tree(self.tree.clone())
    }
}

impl<T: Table> Delete<T, NeedsFilterOrAllRows> {
    /// A delete of which nothing is said yet.
    pub fn new() -> Self {
        Self::from_tree(ChangeTree::new(Part::new::<T>()))
    }
}

impl<T: Table> Default for Delete<T, NeedsFilterOrAllRows> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, F, O> Delete<S, F, O> {
    fn from_tree(tree: ChangeTree) -> Self {
        Self { tree, kind: PhantomData }
    }

    /// Means all rows of the table.
    pub fn all_rows(self) -> Delete<S, Filtered, O> {
        Delete::from_tree(self.tree)
    }
}

impl<S: Sources, F, O> Delete<S, F, O> {
    fn columns(&self) -> S::Columns {
        S::columns((&self.tree).into())
    }

    /// `USING`: with the rows of another table that belong to a row, by the condition. It says which rows are meant: those to
    /// which one belongs. What is filtered and returned from here on sees both.
    pub fn using<T: Table, C: IntoCondition>(
        self,
        on: impl FnOnce(S::Columns, T::Columns<NotNull, Settable>) -> C,
    ) -> Delete<<S as Joinable<T>>::With, Filtered, O>
    where
        S: Joinable<T>,
    {
        self.beside(Numbered(Part::new::<T>()), on)
    }

    /// The same with the rows of a query, as in [`Select::join_source`](crate::Select::join_source).
    pub fn using_source<R: Readable, C: IntoCondition>(
        self,
        source: R,
        on: impl FnOnce(S::Columns, <R::Shape as Shape>::Columns<NotNull>) -> C,
    ) -> Delete<<S as Joinable<R::Shape>>::With, Filtered, O>
    where
        S: Joinable<R::Shape>,
    {
        self.beside(source.into_number(), on)
    }

    fn beside<P: Shape, C: IntoCondition>(
        mut self,
        number: Numbered,
        on: impl FnOnce(S::Columns, P::Columns<NotNull>) -> C,
    ) -> Delete<<S as Joinable<P>>::With, Filtered, O>
    where
        S: Joinable<P>,
    {
        let condition = on(self.columns(), P::columns_at(At(&number.0))).into_condition().raw();
        self.tree.filters.push(condition);
        self.tree.others.push(number.0);
        Delete::from_tree(self.tree)
    }

    /// `WHERE`: only rows that meet the condition; with several filters, those that meet all.
    pub fn filter<C: IntoCondition>(mut self, condition: impl FnOnce(S::Columns) -> C) -> Delete<S, Filtered, O> {
        let condition = condition(self.columns()).into_condition().raw();
        self.tree.filters.push(condition);
        Delete::from_tree(self.tree)
    }

    /// `RETURNING`: what of the deleted rows is read, instead of all columns.
    pub fn returning<C: Selection>(mut self, selection: impl FnOnce(S::Columns) -> C) -> Delete<S, F, C> {
        self.tree.returning = items(selection(self.columns()));
        Delete::from_tree(self.tree)
    }
}

impl<S, O> Delete<S, Filtered, O> {
    /// The statement as the server gets it, when it is run by other than `exec`.
    pub fn to_sql(&self) -> Sql {
        let mut writer = Writer::new();
        writer.delete(&self.tree);
        writer.finish().about_table(self.tree.target.table)
    }

    /// Deletes, and says how many rows were deleted.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn exec(mut self, on: &(impl Executor + ?Sized)) -> Result<u64, Error> {
        self.tree.returning.clear();
        run::exec(self.to_sql(), on).await
    }
}

impl<S, O: Read> Delete<S, Filtered, O> {
    /// Deletes, and reads all rows that were deleted.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn all(self, on: &(impl Executor + ?Sized)) -> Result<Vec<O::Row>, Error> {
        run::all::<O>(self.to_sql(), on).await
    }

    /// Deletes, and reads the one row that was deleted.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there was none or there were several.
    pub async fn one(self, on: &(impl Executor + ?Sized)) -> Result<O::Row, Error> {
        let name = self.tree.target.table.rust;
        self.optional(on).await?.ok_or_else(|| Error::not_found(name))
    }

    /// Deletes, and reads the row that was deleted, if there was one.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there were several.
    pub async fn optional(self, on: &(impl Executor + ?Sized)) -> Result<Option<O::Row>, Error> {
        run::optional::<O>(self.to_sql(), self.tree.target.table.rust, on).await
    }
}
