//! Updating.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::assign::Assignments;
use super::output::{Read, Selection, Whole, items};
use super::render::Writer;
use super::run;
use super::tree::{ChangeTree, Item, Part};
use super::values::Patch;
use crate::column::{Kind, NotNull, Place};
use crate::error::Error;
use crate::executor::Executor;
use crate::expression::IntoCondition;
use crate::sql::Sql;
use crate::table::Table;

/// That it was not said yet which rows are meant: by `filter`, or by `all_rows`.
#[derive(Clone, Copy, Debug)]
pub struct NeedsFilterOrAllRows(Infallible);

/// That it was said which rows are meant.
#[derive(Clone, Copy, Debug)]
pub struct Filtered(Infallible);

/// An `UPDATE` of the table of `T`, of which each changed row is what `O` reads.
///
/// It can be run once it is said which rows are meant, by [`filter`](Self::filter) or [`all_rows`](Self::all_rows). A column
/// with `touch: true` that is not set becomes the present time. Where nothing is set, no statement is sent.
#[must_use = "an update does nothing until it is run by `exec`, `all`, `one` or `optional`, after `filter` or `all_rows`"]
pub struct Update<T, F = Filtered, O = Whole<T>> {
    tree: ChangeTree,
    kind: Kind<(T, F, O)>,
}

impl<T, F, O> Clone for Update<T, F, O> {
    fn clone(&self) -> Self {
        Self::from_tree(self.tree.clone())
    }
}

impl<T: Table> Update<T, NeedsFilterOrAllRows> {
    /// An update of which nothing is said yet.
    pub fn new() -> Self {
        let target = Part::new::<T>();
        let returning = vec![Item::Table(target)];
        Self::from_tree(ChangeTree { target, sets: Vec::new(), filters: Vec::new(), returning })
    }
}

impl<T: Table> Default for Update<T, NeedsFilterOrAllRows> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, F, O> Update<T, F, O> {
    fn from_tree(tree: ChangeTree) -> Self {
        Self { tree, kind: PhantomData }
    }

    /// Means all rows of the table.
    pub fn all_rows(self) -> Update<T, Filtered, O> {
        Update::from_tree(self.tree)
    }
}

impl<T: Table, F, O> Update<T, F, O> {
    fn columns(&self) -> T::Columns<NotNull> {
        T::columns(Place::new(self.tree.target.source, T::TABLE))
    }

    /// `SET`: what columns become.
    pub fn set<A: Assignments>(mut self, assignments: impl FnOnce(T::Columns<NotNull>) -> A) -> Self {
        assignments(self.columns()).add_to(&mut self.tree.sets);
        self
    }

    /// `SET` of all columns that the patch has a value for.
    pub fn patch(mut self, patch: impl Patch<Table = T>) -> Self {
        self.tree.sets.extend(patch.into_values().into_cells().into_assignments());
        self
    }

    /// `WHERE`: only rows that meet the condition; with several filters, those that meet all.
    pub fn filter<C: IntoCondition>(
        mut self,
        condition: impl FnOnce(T::Columns<NotNull>) -> C,
    ) -> Update<T, Filtered, O> {
        let condition = condition(self.columns()).into_condition().raw();
        self.tree.filters.push(condition);
        Update::from_tree(self.tree)
    }

    /// `RETURNING`: what of the changed rows is read, instead of all columns.
    pub fn returning<C: Selection>(mut self, selection: impl FnOnce(T::Columns<NotNull>) -> C) -> Update<T, F, C> {
        self.tree.returning = items(selection(self.columns()));
        Update::from_tree(self.tree)
    }
}

impl<T: Table, O> Update<T, Filtered, O> {
    /// The statement as the server gets it, when it is run by other than `exec`.
    pub fn to_sql(&self) -> Sql {
        let mut writer = Writer::new();
        writer.update(&self.tree);
        writer.finish().about_table(T::TABLE)
    }

    /// Updates, and says how many rows were changed.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn exec(mut self, on: &(impl Executor + ?Sized)) -> Result<u64, Error> {
        if self.tree.sets.is_empty() {
            return Ok(0);
        }
        self.tree.returning.clear();
        run::exec(self.to_sql(), on).await
    }
}

impl<T: Table, O: Read> Update<T, Filtered, O> {
    /// Updates, and reads all rows that were changed.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn all(self, on: &(impl Executor + ?Sized)) -> Result<Vec<O::Row>, Error> {
        if self.tree.sets.is_empty() {
            return Ok(Vec::new());
        }
        run::all::<O>(self.to_sql(), on).await
    }

    /// Updates, and reads the one row that was changed.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there was none or there were several.
    pub async fn one(self, on: &(impl Executor + ?Sized)) -> Result<O::Row, Error> {
        self.optional(on).await?.ok_or_else(|| Error::not_found(T::META.rust))
    }

    /// Updates, and reads the row that was changed, if there was one.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there were several.
    pub async fn optional(self, on: &(impl Executor + ?Sized)) -> Result<Option<O::Row>, Error> {
        if self.tree.sets.is_empty() {
            return Ok(None);
        }
        run::optional::<O>(self.to_sql(), T::META.rust, on).await
    }
}
