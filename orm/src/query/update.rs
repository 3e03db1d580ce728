//! Updating.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::assign::Assignments;
use super::output::{Read, Selection, Whole, items};
use super::render::Writer;
use super::run;
use super::shape::Shape;
use super::sources::{At, Joinable, Numbered, Sources};
use super::tree::{ChangeTree, Part};
use super::values::Patch;
use super::with::Readable;
use crate::column::{Kind, NotNull, Settable};
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
/// with `touch: true` that is not set becomes the present time. Where nothing is set, as by a patch that has
/// no value, nothing is changed, and the rows that are meant are read as they are.
#[must_use = "an update does nothing until it is run by `exec`, `all`, `one` or `optional`, after `filter` or `all_rows`"]
pub struct Update<S, F = Filtered, O = Whole<S>> {
    pub(super) tree: ChangeTree,
    kind: Kind<(S, F, O)>,
}

impl<S, F, O> Clone for Update<S, F, O> {
    fn clone(&self) -> Self {
        Self::from_tree(self.tree.clone())
    }
}

impl<T: Table> Update<T, NeedsFilterOrAllRows> {
    /// An update of which nothing is said yet.
    pub fn new() -> Self {
        Self::from_tree(ChangeTree::new(Part::new::<T>()))
    }
}

impl<T: Table> Default for Update<T, NeedsFilterOrAllRows> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, F, O> Update<S, F, O> {
    fn from_tree(tree: ChangeTree) -> Self {
        Self { tree, kind: PhantomData }
    }

    /// Means all rows of the table.
    pub fn all_rows(self) -> Update<S, Filtered, O> {
        Update::from_tree(self.tree)
    }
}

impl<T: Table, F, O> Update<T, F, O> {
    /// `SET` of all columns that the patch has a value for.
    pub fn patch(mut self, patch: impl Patch<Table = T>) -> Self {
        self.tree.sets.extend(patch.into_values().into_cells().into_assignments());
        self
    }
}

impl<S: Sources, F, O> Update<S, F, O> {
    fn columns(&self) -> S::Columns {
        S::columns((&self.tree).into())
    }

    /// `FROM`: with the rows of another table that belong to a row, by the condition. It says which rows are meant: those to
    /// which one belongs. What is set, filtered and returned from here on sees both: `|(u, m)| u.role.set(…)`.
    ///
    /// Where several belong to a row, one of them counts, and nobody knows which.
    pub fn from<T: Table, C: IntoCondition>(
        self,
        on: impl FnOnce(S::Columns, T::Columns<NotNull, Settable>) -> C,
    ) -> Update<<S as Joinable<T>>::With, Filtered, O>
    where
        S: Joinable<T>,
    {
        self.beside(Numbered(Part::new::<T>()), on)
    }

    /// The same with the rows of a query, as in [`Select::join_source`](crate::Select::join_source).
    pub fn from_source<R: Readable, C: IntoCondition>(
        self,
        source: R,
        on: impl FnOnce(S::Columns, <R::Shape as Shape>::Columns<NotNull>) -> C,
    ) -> Update<<S as Joinable<R::Shape>>::With, Filtered, O>
    where
        S: Joinable<R::Shape>,
    {
        self.beside(source.into_number(), on)
    }

    fn beside<P: Shape, C: IntoCondition>(
        mut self,
        number: Numbered,
        on: impl FnOnce(S::Columns, P::Columns<NotNull>) -> C,
    ) -> Update<<S as Joinable<P>>::With, Filtered, O>
    where
        S: Joinable<P>,
    {
        let condition = on(self.columns(), P::columns_at(At(&number.0))).into_condition().raw();
        self.tree.filters.push(condition);
        self.tree.others.push(number.0);
        Update::from_tree(self.tree)
    }

    /// `SET`: what columns become. Those of the table that the update began with can be set, to what others have among others.
    pub fn set<A: Assignments>(mut self, assignments: impl FnOnce(S::ToSet) -> A) -> Self {
        assignments(S::to_set((&self.tree).into())).add_to(&mut self.tree.sets);
        self
    }

    /// `WHERE`: only rows that meet the condition; with several filters, those that meet all.
    pub fn filter<C: IntoCondition>(mut self, condition: impl FnOnce(S::Columns) -> C) -> Update<S, Filtered, O> {
        let condition = condition(self.columns()).into_condition().raw();
        self.tree.filters.push(condition);
        Update::from_tree(self.tree)
    }

    /// `RETURNING`: what of the changed rows is read, instead of all columns.
    pub fn returning<C: Selection>(mut self, selection: impl FnOnce(S::Columns) -> C) -> Update<S, F, C> {
        self.tree.returning = items(selection(self.columns()));
        Update::from_tree(self.tree)
    }
}

impl<S, O> Update<S, Filtered, O> {
    /// The statement as the server gets it, when it is run by other than `exec`.
    pub fn to_sql(&self) -> Sql {
        let mut writer = Writer::new();
        writer.update(&self.tree);
        writer.finish().about_table(self.tree.target.table)
    }

    /// Updates, and says how many rows were changed.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn exec(mut self, on: &(impl Executor + ?Sized)) -> Result<u64, Error> {
        self.tree.returning.clear();
        run::exec(self.to_sql(), on).await
    }
}

impl<S, O: Read> Update<S, Filtered, O> {
    /// Updates, and reads all rows that were changed.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn all(self, on: &(impl Executor + ?Sized)) -> Result<Vec<O::Row>, Error> {
        run::all::<O>(self.to_sql(), on).await
    }

    /// Updates, and reads the one row that was changed.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there was none or there were several.
    pub async fn one(self, on: &(impl Executor + ?Sized)) -> Result<O::Row, Error> {
        let name = self.tree.target.table.rust;
        self.optional(on).await?.ok_or_else(|| Error::not_found(name))
    }

    /// Updates, and reads the row that was changed, if there was one.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there were several.
    pub async fn optional(self, on: &(impl Executor + ?Sized)) -> Result<Option<O::Row>, Error> {
        run::optional::<O>(self.to_sql(), self.tree.target.table.rust, on).await
    }
}
