//! Inserting.

use std::marker::PhantomData;
use std::sync::Arc;

use super::assign::Assignments;
use super::output::{Read, Selection, Whole, items};
use super::render;
use super::run;
use super::select::Select;
use super::sources::Sources;
use super::targets::{Target, Targets};
use super::tree::{Conflict, EXCLUDED, InsertTree, Part};
use super::values::{Cells, NewRow};
use crate::column::{Kind, NotNull, Place, Settable};
use crate::error::Error;
use crate::executor::Executor;
use crate::expression::{IntoCondition, Raw};
use crate::key::UniqueKey;
use crate::sql::Sql;
use crate::table::Table;

/// An `INSERT` into the table of `T`, of which each inserted row is what `O` reads.
///
/// Several rows travel as one array for each column, so that the statement is the same for any number of rows. Where they
/// give values for different columns, they travel as a list of `VALUES`, in which `DEFAULT` stands for the others.
#[must_use = "an insert does nothing until it is run by `exec`, `all`, `one` or `optional`"]
pub struct Insert<T, O = Whole<T>> {
    pub(super) tree: InsertTree,
    kind: Kind<(T, O)>,
}

impl<T, O> Clone for Insert<T, O> {
    fn clone(&self) -> Self {
        Self { tree: self.tree.clone(), kind: PhantomData }
    }
}

impl<T: Table> Insert<T> {
    /// Inserts these rows.
    pub fn new<R: NewRow<Table = T>>(rows: impl IntoIterator<Item = R>) -> Self {
        Self::from_tree(InsertTree::new(Part::new::<T>(), Cells::of(rows)))
    }
}

/// Inserts a row and reads it as it is then: what the rows of every table share.
///
/// # Errors
/// The statement failed.
#[doc(hidden)]
pub async fn insert_one<R: NewRow>(row: R, on: &(impl Executor + ?Sized)) -> Result<R::Table, Error> {
    Insert::new([row]).one(on).await
}

impl<T, O> Insert<T, O> {
    fn from_tree(tree: InsertTree) -> Self {
        Self { tree, kind: PhantomData }
    }
}

impl<S: Sources, O> Select<S, O> {
    /// `INSERT INTO … SELECT …`: inserts what the query selects into these columns of another table, which are as many, of the
    /// same types and in the same order: `User::select().columns(|u| (u.id, u.name)).insert_into::<Person, _>(|p| (p.id, p.name))`.
    ///
    /// The other columns have their defaults, or what [`Insert::set`] says. The application makes no keys for rows that it does
    /// not see: a column with `generate:` is one of those to be given here.
    pub fn insert_into<T: Table, C: Targets<O>>(
        self,
        columns: impl FnOnce(T::Columns<NotNull, Settable>) -> C,
    ) -> Insert<T> {
        let into = Part::new::<T>();
        let mut targets = Vec::new();
        columns(<T as Table>::columns(into.place(T::TABLE))).add_to(&mut targets);
        let targets = targets.into_iter().map(|Target(at)| at).collect();
        let rows = Cells::none(T::TABLE);
        let query = Some((targets, Arc::new(self.into_tree())));
        Insert::from_tree(InsertTree { query, ..InsertTree::new(into, rows) })
    }
}

impl<T: Table, O> Insert<T, O> {
    fn columns(&self) -> T::Columns<NotNull, Settable> {
        T::columns(self.tree.into.place(T::TABLE))
    }

    /// Gives columns of each row an expression or their default, instead of what the rows say:
    /// `User::insert(ada).set(|u| u.created_at.set(now()))`. No column can stand in the expression.
    pub fn set<A: Assignments>(mut self, assignments: impl FnOnce(T::Columns<NotNull, Settable>) -> A) -> Self {
        assignments(self.columns()).add_to(&mut self.tree.sets);
        self
    }

    /// `ON CONFLICT`: what is done where a row with this key is there already.
    pub fn on_conflict(self, key: UniqueKey<T>) -> OnConflict<T, O> {
        OnConflict { insert: self, target: key.target(), filters: Vec::new() }
    }

    /// `ON CONFLICT DO NOTHING`: a row that is in conflict with one that is there, by whatever key, unique index or exclusion
    /// constraint, is not inserted, and not returned either. Where only one key is meant, [`on_conflict`](Self::on_conflict)
    /// names it, and a conflict by another is an error then.
    ///
    /// The server refuses it where a key of the table is deferrable.
    pub fn on_conflict_do_nothing(mut self) -> Self {
        self.tree.conflict = Some(Conflict { target: None, update: None, filters: Vec::new() });
        self
    }

    /// `RETURNING`: what of the inserted rows is read, instead of all columns.
    pub fn returning<C: Selection>(
        mut self,
        selection: impl FnOnce(T::Columns<NotNull, Settable>) -> C,
    ) -> Insert<T, C> {
        self.tree.returning = items(selection(self.columns())).into();
        Insert::from_tree(self.tree)
    }

    /// The statement as the server gets it, when it is run by other than `exec`.
    pub fn to_sql(&self) -> Sql {
        render::insert(&self.tree).about_table(T::TABLE)
    }

    /// The same without a copy of the rows for the values that the application makes.
    pub(super) fn into_sql(mut self) -> Sql {
        if T::META.generates() {
            Arc::make_mut(&mut self.tree.rows).generate();
        }
        let sql = self.to_sql();
        // Nobody has them any more where the statement has copies of the values.
        if let Some(rows) = Arc::into_inner(self.tree.rows) {
            rows.spare();
        }
        sql
    }

    /// Inserts, and says how many rows were inserted or updated.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn exec(mut self, on: &(impl Executor + ?Sized)) -> Result<u64, Error> {
        if self.tree.is_empty() {
            return Ok(0);
        }
        self.tree.returning.clear();
        run::exec(self.into_sql(), on).await
    }
}

impl<T: Table, O: Read> Insert<T, O> {
    /// Inserts, and reads all rows that were inserted or updated.
    ///
    /// # Errors
    /// The server refused the statement, or could not be reached.
    pub async fn all(self, on: &(impl Executor + ?Sized)) -> Result<Vec<O::Row>, Error> {
        if self.tree.is_empty() {
            return Ok(Vec::new());
        }
        run::all::<O>(self.into_sql(), on).await
    }

    /// Inserts, and reads the one row that was inserted or updated.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there was none, since it was there already, or several.
    pub async fn one(self, on: &(impl Executor + ?Sized)) -> Result<O::Row, Error> {
        run::one::<O>(self.into_sql(), T::META.rust, on).await
    }

    /// Inserts, and reads the row that was inserted or updated, if there was one.
    ///
    /// # Errors
    /// As for [`all`](Self::all), and where there were several.
    pub async fn optional(self, on: &(impl Executor + ?Sized)) -> Result<Option<O::Row>, Error> {
        run::optional::<O>(self.into_sql(), T::META.rust, on).await
    }
}

/// An insert of which it is to be said what is done where a row is there already.
#[must_use = "`do_nothing` or `do_update` makes it an insert again"]
pub struct OnConflict<T, O = Whole<T>> {
    insert: Insert<T, O>,
    target: &'static str,
    filters: Vec<Raw>,
}

impl<T: Table, O> OnConflict<T, O> {
    /// `DO NOTHING`: the row that is there stays as it is, and the new one is not inserted. It is not returned either.
    pub fn do_nothing(self) -> Insert<T, O> {
        self.ended(None)
    }

    /// `WHERE`: rows that are there are updated only where they meet the condition, which sees them and the rows that were to
    /// be inserted.
    pub fn filter<C: IntoCondition>(
        mut self,
        condition: impl FnOnce(T::Columns<NotNull, Settable>, T::Columns<NotNull, Settable>) -> C,
    ) -> Self {
        let condition = condition(self.insert.columns(), excluded::<T>()).into_condition().raw();
        self.filters.push(condition);
        self
    }

    /// `DO UPDATE`: the row that is there is set to something, of its own columns and of those of the row that was to be
    /// inserted. A column with `touch: true` that is not set becomes the present time.
    pub fn do_update<A: Assignments>(
        self,
        assignments: impl FnOnce(T::Columns<NotNull, Settable>, T::Columns<NotNull, Settable>) -> A,
    ) -> Insert<T, O> {
        let mut update = Vec::new();
        assignments(self.insert.columns(), excluded::<T>()).add_to(&mut update);
        self.ended(Some(update))
    }

    fn ended(mut self, update: Option<Vec<super::Assignment>>) -> Insert<T, O> {
        self.insert.tree.conflict = Some(Conflict { target: Some(self.target), update, filters: self.filters });
        self.insert
    }
}

fn excluded<T: Table>() -> T::Columns<NotNull, Settable> {
    T::columns(Place::new(EXCLUDED, T::TABLE))
}
