//! Deleting.

use std::marker::PhantomData;

use super::output::{Read, Selection, Whole, items};
use super::render::Writer;
use super::run;
use super::tree::{ChangeTree, Item, Part};
use super::update::{Filtered, NeedsFilterOrAllRows};
use crate::column::{Kind, NotNull, Place};
use crate::error::Error;
use crate::executor::Executor;
use crate::expression::IntoCondition;
use crate::sql::Sql;
use crate::table::Table;

/// A `DELETE` from the table of `T`, of which each deleted row is what `O` reads.
///
/// It can be run once it is said which rows are meant, by [`filter`](Self::filter) or [`all_rows`](Self::all_rows).
#[must_use = "a delete does nothing until it is run by `exec`, `all`, `one` or `optional`, after `filter` or `all_rows`"]
pub struct Delete<T, F = Filtered, O = Whole<T>> {
    tree: ChangeTree,
    kind: Kind<(T, F, O)>,
}

impl<T, F, O> Clone for Delete<T, F, O> {
    fn clone(&self) -> Self {
        Self::from_tree(self.tree.clone())
    }
}

impl<T: Table> Delete<T, NeedsFilterOrAllRows> {
    /// A delete of which nothing is said yet.
    pub fn new() -> Self {
        let target = Part::new::<T>();
        let returning = vec![Item::Table(target)];
        Self::from_tree(ChangeTree { target, sets: Vec::new(), filters: Vec::new(), returning })
    }
}

impl<T: Table> Default for Delete<T, NeedsFilterOrAllRows> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, F, O> Delete<T, F, O> {
    fn from_tree(tree: ChangeTree) -> Self {
        Self { tree, kind: PhantomData }
    }

    /// Means all rows of the table.
    pub fn all_rows(self) -> Delete<T, Filtered, O> {
        Delete::from_tree(self.tree)
    }
}

impl<T: Table, F, O> Delete<T, F, O> {
    fn columns(&self) -> T::Columns<NotNull> {
        T::columns(Place::new(self.tree.target.source, T::TABLE))
    }

    /// `WHERE`: only rows that meet the condition; with several filters, those that meet all.
    pub fn filter<C: IntoCondition>(
        mut self,
        condition: impl FnOnce(T::Columns<NotNull>) -> C,
    ) -> Delete<T, Filtered, O> {
        let condition = condition(self.columns()).into_condition().raw();
        self.tree.filters.push(condition);
        Delete::from_tree(self.tree)
    }

    /// `RETURNING`: what of the deleted rows is read, instead of all columns.
    pub fn returning<C: Selection>(mut self, selection: impl FnOnce(T::Columns<NotNull>) -> C) -> Delete<T, F, C> {
        self.tree.returning = items(selection(self.columns()));
        Delete::from_tree(self.tree)
    }
}

impl<T: Table, O> Delete<T, Filtered, O> {
    /// The statement as the server gets it, when it is run by other than `exec`.
    pub fn to_sql(&self) -> Sql {
        let mut writer = Writer::new();
        writer.delete(&self.tree);
        writer.finish().about_table(T::TABLE)
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

impl<T: Table, O: Read> Delete<T, Filtered, O> {
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
        self.optional(on).await?.ok_or_else(|| Error::not_found(T::META.rust))
    }

    /// Deletes, and reads the row that was deleted, if there was one.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there were several.
    pub async fn optional(self, on: &(impl Executor + ?Sized)) -> Result<Option<O::Row>, Error> {
        run::optional::<O>(self.to_sql(), T::META.rust, on).await
    }
}
