//! Statements that are sent together.

use tokio_postgres::Row;

use super::delete::Delete;
use super::insert::Insert;
use super::output::Read;
use super::run;
use super::select::Select;
use super::update::{Filtered, Update};
use crate::Expr;
use crate::error::Error;
use crate::executor::{Answer, Executor};
use crate::sql::Sql;
use crate::table::Table;

/// Statements that are sent at once, and wait for the server once, from [`batch`]. `P` says what becomes of their rows.
#[must_use = "a batch does nothing until it is run by `run`"]
#[derive(Debug)]
pub struct Batch<P = ()> {
    statements: Vec<Sql>,
    plans: P,
}

/// Statements to send at once: they cost one round trip in all. Each is given with what is wanted of it, in the words of
/// statements that run alone, and the results come as a tuple. All of them happen or none: outside of a transaction they are
/// given one. None can be made of what another gives; for that there is [`with`](crate::with).
///
/// ```no_run
/// # evenkeel::schema!("schema.yaml"; Organization, Member, User);
/// # async fn example(db: evenkeel::Db, id: &str, gone: Vec<String>) -> Result<(), evenkeel::Error> {
/// let (user, members, seats, removed): (User, Vec<Member>, i64, Vec<u64>) = evenkeel::batch()
///     .one(User::find(id))
///     .all(Member::select().filter(|m| m.user_id.eq(id)))
///     .count(Member::select())
///     .exec_each(gone.into_iter().map(|id| Member::delete().filter(|m| m.id.eq(id))))
///     .run(&db)
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// The words with `each` take any number of statements of one kind, an `Option` of one too.
pub fn batch() -> Batch {
    Batch { statements: Vec::new(), plans: () }
}

/// A statement that gives rows: a query, a change with what it returns, what `sql!` made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from in a batch",
    label = "not a statement that gives rows",
    note = "an update or a delete needs `filter` or `all_rows` first; a query `with` relations takes several round trips, and runs alone"
)]
pub trait Reads {
    /// What a row is.
    type Row;

    /// The statement, of which this many rows are wanted.
    #[doc(hidden)]
    fn reading(self, wanted: Wanted) -> Reading<Self::Row>;
}

/// A statement that is run for what it does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be run in a batch",
    label = "not a statement that changes something",
    note = "an update or a delete needs `filter` or `all_rows` first; queries are read by `all`, `one`, `optional` and `count`"
)]
pub trait Runs {
    /// The statement without rows.
    #[doc(hidden)]
    fn running(self) -> Sql;
}

/// How many rows of a statement are wanted.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    All,
    One,
}

/// A statement and how its rows are read.
#[doc(hidden)]
pub struct Reading<R> {
    pub(crate) sql: Sql,
    pub(crate) read: fn(&Row) -> Result<R, Error>,
    /// What messages call the rows.
    pub(crate) what: &'static str,
}

impl<R> Reading<R> {
    fn of<O: Read<Row = R>>(sql: Sql, what: &'static str) -> Self {
        Self { sql, read: run::read::<O>, what }
    }
}

impl<S, O: Read> Reads for Select<S, O> {
    type Row = O::Row;

    fn reading(self, wanted: Wanted) -> Reading<O::Row> {
        let what = self.struct_name();
        let query = if wanted == Wanted::One { self.at_most_two() } else { self };
        Reading::of::<O>(query.to_sql(), what)
    }
}

impl<T: Table, O: Read> Reads for Insert<T, O> {
    type Row = O::Row;

    fn reading(self, _: Wanted) -> Reading<O::Row> {
        Reading::of::<O>(self.into_sql(), T::META.rust)
    }
}

impl<S, O: Read> Reads for Update<S, Filtered, O> {
    type Row = O::Row;

    fn reading(self, _: Wanted) -> Reading<O::Row> {
        Reading::of::<O>(self.to_sql(), self.tree.target.table.rust)
    }
}

impl<S, O: Read> Reads for Delete<S, Filtered, O> {
    type Row = O::Row;

    fn reading(self, _: Wanted) -> Reading<O::Row> {
        Reading::of::<O>(self.to_sql(), self.tree.target.table.rust)
    }
}

impl<T: Table, O> Runs for Insert<T, O> {
    fn running(mut self) -> Sql {
        self.tree.returning.clear();
        self.into_sql()
    }
}

impl<S, O> Runs for Update<S, Filtered, O> {
    fn running(mut self) -> Sql {
        self.tree.returning.clear();
        self.to_sql()
    }
}

impl<S, O> Runs for Delete<S, Filtered, O> {
    fn running(mut self) -> Sql {
        self.tree.returning.clear();
        self.to_sql()
    }
}

impl Runs for Sql {
    fn running(self) -> Sql {
        self
    }
}

/// What becomes of the rows of one or several statements of a batch, or of all of them.
pub trait Plan {
    /// What comes out.
    type Result;

    /// Takes the answers to its statements, and no others.
    ///
    /// # Errors
    /// A row cannot be read, is missing, or there are several.
    #[doc(hidden)]
    fn take(self, answers: &mut Answers) -> Result<Self::Result, Error>;
}

/// The answers to the statements of a batch, in their order.
#[doc(hidden)]
pub struct Answers {
    answers: std::vec::IntoIter<Answer>,
    /// How many were taken.
    taken: usize,
}

impl Answers {
    fn next(&mut self) -> Result<Answer, Error> {
        // Each statement has one: where one failed, all did.
        self.taken += 1;
        self.answers.next().ok_or_else(|| Error::invalid("a statement of the batch has no answer"))
    }
}

/// That all rows are wanted.
#[derive(Debug)]
pub struct AllRows<R>(fn(&Row) -> Result<R, Error>);

/// That there is one row.
#[derive(Debug)]
pub struct OneRow<R>(OptionalRow<R>);

/// That there is one row at most.
#[derive(Debug)]
pub struct OptionalRow<R> {
    read: fn(&Row) -> Result<R, Error>,
    what: &'static str,
}

/// That it is wanted how many rows were touched.
#[derive(Debug)]
pub struct Touched;

/// That the rows are wanted as they came.
#[derive(Debug)]
pub struct AsTheyCame;

/// The same of several statements.
#[derive(Debug)]
pub struct Each<P>(Vec<P>);

impl<R> Plan for AllRows<R> {
    type Result = Vec<R>;

    fn take(self, answers: &mut Answers) -> Result<Vec<R>, Error> {
        answers.next()?.rows.iter().map(self.0).collect()
    }
}

impl<R> Plan for OneRow<R> {
    type Result = R;

    fn take(self, answers: &mut Answers) -> Result<R, Error> {
        let what = self.0.what;
        self.0.take(answers)?.ok_or_else(|| Error::not_found(what))
    }
}

impl<R> Plan for OptionalRow<R> {
    type Result = Option<R>;

    fn take(self, answers: &mut Answers) -> Result<Option<R>, Error> {
        match answers.next()?.rows.as_slice() {
            [] => Ok(None),
            [row] => (self.read)(row).map(Some),
            _ => Err(Error::too_many_rows(self.what)),
        }
    }
}

impl Plan for Touched {
    type Result = u64;

    fn take(self, answers: &mut Answers) -> Result<u64, Error> {
        Ok(answers.next()?.touched)
    }
}

impl Plan for AsTheyCame {
    type Result = Vec<Row>;

    fn take(self, answers: &mut Answers) -> Result<Vec<Row>, Error> {
        Ok(answers.next()?.rows)
    }
}

impl<P: Plan> Plan for Each<P> {
    type Result = Vec<P::Result>;

    fn take(self, answers: &mut Answers) -> Result<Self::Result, Error> {
        self.0.into_iter().map(|plan| plan.take(answers)).collect()
    }
}

/// A tuple of plans that has room for one more.
#[diagnostic::on_unimplemented(
    message = "a batch has 12 parts at most",
    note = "any number of statements of one kind are one part: `exec_each`, `all_each`, `one_each`, `optional_each`"
)]
pub trait Extend<P> {
    /// The plans with the new one behind them.
    type With: Plan;

    /// Adds it.
    #[doc(hidden)]
    fn extend(self, plan: P) -> Self::With;
}

macro_rules! tuples {
    ($($name:ident)* / $more:tt) => {
        impl<$($name: Plan),*> Plan for ($($name,)*) {
            type Result = ($($name::Result,)*);

            #[allow(non_snake_case, unused_variables, clippy::unused_unit, reason = "the names are those of the types, of which there may be none")]
            fn take(self, answers: &mut Answers) -> Result<Self::Result, Error> {
                let ($($name,)*) = self;
                Ok(($($name.take(answers)?,)*))
            }
        }

        tuples!(@extend $more $($name)*);
    };
    (@extend end $($name:ident)*) => {};
    (@extend more $($name:ident)*) => {
        impl<$($name: Plan,)* Z: Plan> Extend<Z> for ($($name,)*) {
            type With = ($($name,)* Z,);

            #[allow(non_snake_case, reason = "the names are those of the types")]
            fn extend(self, plan: Z) -> Self::With {
                let ($($name,)*) = self;
                ($($name,)* plan,)
            }
        }
    };
}

tuples!(/ more);
tuples!(A / more);
tuples!(A B / more);
tuples!(A B C / more);
tuples!(A B C D / more);
tuples!(A B C D E / more);
tuples!(A B C D E F / more);
tuples!(A B C D E F G / more);
tuples!(A B C D E F G H / more);
tuples!(A B C D E F G H I / more);
tuples!(A B C D E F G H I J / more);
tuples!(A B C D E F G H I J K / more);
tuples!(A B C D E F G H I J K L / end);

impl<P> Batch<P> {
    fn with<N>(self, plan: N) -> Batch<P::With>
    where
        P: Extend<N>,
    {
        Batch { statements: self.statements, plans: self.plans.extend(plan) }
    }

    fn reading<R, N>(&mut self, reading: Reading<R>, plan: fn(Reading<R>) -> (Sql, N)) -> N {
        let (sql, plan) = plan(reading);
        self.statements.push(sql);
        plan
    }

    /// All rows of a statement.
    pub fn all<Q: Reads>(mut self, statement: Q) -> Batch<P::With>
    where
        P: Extend<AllRows<Q::Row>>,
    {
        let plan = self.reading(statement.reading(Wanted::All), all);
        self.with(plan)
    }

    /// The one row of a statement. Where there is none or there are several, it is an error of the batch, after it was done.
    pub fn one<Q: Reads>(mut self, statement: Q) -> Batch<P::With>
    where
        P: Extend<OneRow<Q::Row>>,
    {
        let plan = self.reading(statement.reading(Wanted::One), one);
        self.with(plan)
    }

    /// The row of a statement, if there is one.
    pub fn optional<Q: Reads>(mut self, statement: Q) -> Batch<P::With>
    where
        P: Extend<OptionalRow<Q::Row>>,
    {
        let plan = self.reading(statement.reading(Wanted::One), optional);
        self.with(plan)
    }

    /// How many rows a query has.
    pub fn count<S, O>(mut self, query: Select<S, O>) -> Batch<P::With>
    where
        P: Extend<OneRow<i64>>,
    {
        let reading = Reading::of::<Expr<i64>>(query.count_sql(), query.struct_name());
        let plan = self.reading(reading, one);
        self.with(plan)
    }

    /// How many rows a statement touches, which is run for that.
    pub fn exec(mut self, statement: impl Runs) -> Batch<P::With>
    where
        P: Extend<Touched>,
    {
        self.statements.push(statement.running());
        self.with(Touched)
    }

    /// The rows of a statement as they come.
    pub fn rows(mut self, sql: Sql) -> Batch<P::With>
    where
        P: Extend<AsTheyCame>,
    {
        self.statements.push(sql);
        self.with(AsTheyCame)
    }

    /// All rows of each statement.
    pub fn all_each<Q: Reads>(mut self, statements: impl IntoIterator<Item = Q>) -> Batch<P::With>
    where
        P: Extend<Each<AllRows<Q::Row>>>,
    {
        let plans = statements.into_iter().map(|each| self.reading(each.reading(Wanted::All), all)).collect();
        self.with(Each(plans))
    }

    /// The one row of each statement.
    pub fn one_each<Q: Reads>(mut self, statements: impl IntoIterator<Item = Q>) -> Batch<P::With>
    where
        P: Extend<Each<OneRow<Q::Row>>>,
    {
        let plans = statements.into_iter().map(|each| self.reading(each.reading(Wanted::One), one)).collect();
        self.with(Each(plans))
    }

    /// The row of each statement, if there is one.
    pub fn optional_each<Q: Reads>(mut self, statements: impl IntoIterator<Item = Q>) -> Batch<P::With>
    where
        P: Extend<Each<OptionalRow<Q::Row>>>,
    {
        let plans = statements.into_iter().map(|each| self.reading(each.reading(Wanted::One), optional)).collect();
        self.with(Each(plans))
    }

    /// How many rows each statement touches.
    pub fn exec_each(mut self, statements: impl IntoIterator<Item = impl Runs>) -> Batch<P::With>
    where
        P: Extend<Each<Touched>>,
    {
        let before = self.statements.len();
        self.statements.extend(statements.into_iter().map(Runs::running));
        let plans = (before..self.statements.len()).map(|_| Touched).collect();
        self.with(Each(plans))
    }

    /// The statements as the server gets them.
    pub fn to_sql(&self) -> &[Sql] {
        &self.statements
    }
}

impl<P: Plan> Batch<P> {
    /// Sends the statements, and gives what was wanted of each.
    ///
    /// # Errors
    /// The server refused one of them, and none happened; it could not be reached; a row could not be read, was missing, or
    /// there were several.
    pub async fn run(self, on: &(impl Executor + ?Sized)) -> Result<P::Result, Error> {
        self.statements.iter().try_for_each(run::check)?;
        let answers = on.answers(&self.statements).await?;
        let mut answers = Answers { answers: answers.into_iter(), taken: 0 };
        let results = self.plans.take(&mut answers);
        let read = answers.taken.checked_sub(1).and_then(|last| self.statements.get(last));
        results.map_err(|error| if let Some(sql) = read { error.in_result_of(sql) } else { error })
    }
}

fn all<R>(reading: Reading<R>) -> (Sql, AllRows<R>) {
    (reading.sql, AllRows(reading.read))
}

fn one<R>(reading: Reading<R>) -> (Sql, OneRow<R>) {
    let (sql, plan) = optional(reading);
    (sql, OneRow(plan))
}

fn optional<R>(reading: Reading<R>) -> (Sql, OptionalRow<R>) {
    (reading.sql, OptionalRow { read: reading.read, what: reading.what })
}
