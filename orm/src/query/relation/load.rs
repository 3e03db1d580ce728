//! Loading what belongs to rows that are there.

use std::future::Future;

use super::equal;
use super::gather::Gathered;
use super::keys::Keys;
use super::many::Multiplicity;
use super::{Related, Relation};
use crate::error::Error;
use crate::executor::Executor;
use crate::query::output::Whole;
use crate::query::run;
use crate::query::select::Select;
use crate::read::raw;
use crate::sql::Sql;
use crate::table::Table;

/// What loads something for each row of the table of `A`: a [`Relation`], or a [`Related`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not load anything for rows of `{A}`",
    label = "not a relation of `{A}`",
    note = "the relations of a table are constants of its struct, named after the other table or the foreign key's column"
)]
pub trait Load<A>: Send + Sync {
    /// What it loads for each row.
    type Loaded: Clone + Send;

    /// Loads it for all rows, in their order.
    ///
    /// # Errors
    /// The server refused the statement, could not be reached, or has no row where one must be.
    #[doc(hidden)]
    fn load<E: Executor + ?Sized>(
        &self,
        rows: &[A],
        on: &E,
    ) -> impl Future<Output = Result<Vec<Self::Loaded>, Error>> + Send;
}

impl<A: Table, B: Table + Clone, M: Multiplicity> Load<A> for Relation<A, B, M>
where
    M::Of<B>: Clone,
{
    type Loaded = M::Of<B>;

    async fn load<E: Executor + ?Sized>(&self, rows: &[A], on: &E) -> Result<Vec<M::Of<B>>, Error> {
        load(self, Select::from_table, &(), rows, on).await
    }
}

impl<A: Table, B: Table + Clone, M: Multiplicity, L: Loaders<B>> Load<A> for Related<A, B, M, L>
where
    M::Of<L::Row>: Clone,
{
    type Loaded = M::Of<L::Row>;

    async fn load<E: Executor + ?Sized>(&self, rows: &[A], on: &E) -> Result<Vec<M::Of<L::Row>>, Error> {
        load(&self.relation, || self.query.clone(), &self.next, rows, on).await
    }
}

/// Loads what `select` makes a query of, and for each row of it what is next.
async fn load<A: Table, B: Table + Clone, M: Multiplicity, L: Loaders<B>, E: Executor + ?Sized>(
    relation: &Relation<A, B, M>,
    select: impl Fn() -> Select<B> + Send + Sync,
    next: &L,
    rows: &[A],
    on: &E,
) -> Result<Vec<M::Of<L::Row>>, Error> {
    let Relation { columns, from, to, .. } = *relation;
    let mut keys = Keys::new(B::TABLE, columns, rows.len());
    for row in rows {
        from(row, &mut keys);
    }
    let (mut gathered, asked) = Gathered::new(&keys);
    if !asked.is_empty() {
        let query = select();
        let source = query.tree.from.clone();
        let sql = query.for_keys(&source, columns, |column| keys.list(column, &asked)).to_sql();
        // The key of one row, where its bytes alone do not say it.
        let mut key: Option<Keys> = None;
        let (mut groups, mut related) = (Vec::new(), Vec::new());
        let place = keys.place_in_rows();
        run::each::<Whole<B>>(&sql, on, |row, read_from| {
            let raw = place.and_then(|place| raw(read_from, place));
            let known = raw.and_then(|raw| gathered.known(raw));
            let group = known.or_else(|| {
                let key = key.get_or_insert_with(|| Keys::new(B::TABLE, columns, 1));
                gathered.group(to(&row, key.clear()))
            });
            match L::whole(row) {
                Ok(row) => gathered.add(group, row),
                Err(row) => {
                    groups.push(group);
                    related.push(row);
                }
            }
        })
        .await?;
        if !related.is_empty() {
            for (group, loaded) in groups.into_iter().zip(next.load_all(related, on).await?) {
                gathered.add(group, loaded);
            }
        }
        if gathered.is_in_doubt(M::SEVERAL || equal::is_exact(B::TABLE, columns)) {
            let mut query = select();
            // It is that of each key, and which rows belong to one is not known yet.
            let limit = query.tree.limit.take();
            let source = query.tree.from.clone();
            let found = equal::by_the_server(query, (&source, columns), (&keys, &asked), on).await?;
            if let Some(found) = found {
                let (related, positions): (Vec<B>, Vec<_>) = found.into_iter().unzip();
                (gathered, _) = Gathered::new(&keys);
                for (positions, loaded) in positions.iter().zip(next.load_all(related, on).await?) {
                    gathered.add_to_all(positions, loaded, limit);
                }
            }
        }
    }
    gathered.finish::<M>(B::META.rust)
}

/// Several [`Load`]s for rows of the table of `A`.
pub trait Loaders<A>: Send + Sync {
    /// A row with what was loaded for it: the row alone, or a tuple of it and the rest.
    type Row: Clone + Send;

    /// The row itself, where nothing is loaded for it.
    ///
    /// # Errors
    /// It is loaded for, and given back.
    #[doc(hidden)]
    fn whole(row: A) -> Result<Self::Row, A>;

    /// Loads all of it.
    ///
    /// # Errors
    /// As [`Load`].
    #[doc(hidden)]
    fn load_all<E: Executor + ?Sized>(
        &self,
        rows: Vec<A>,
        on: &E,
    ) -> impl Future<Output = Result<Vec<Self::Row>, Error>> + Send;
}

impl<A: Table + Clone> Loaders<A> for () {
    type Row = A;

    fn whole(row: A) -> Result<A, A> {
        Ok(row)
    }

    async fn load_all<E: Executor + ?Sized>(&self, rows: Vec<A>, _: &E) -> Result<Vec<A>, Error> {
        Ok(rows)
    }
}

macro_rules! loaders {
    ($($name:ident)*) => {
        impl<A: Table + Clone, $($name: Load<A>),*> Loaders<A> for ($($name,)*) {
            type Row = (A, $($name::Loaded),*);

            fn whole(row: A) -> Result<Self::Row, A> {
                Err(row)
            }

            #[expect(non_snake_case, reason = "the names are those of the types")]
            async fn load_all<E: Executor + ?Sized>(&self, rows: Vec<A>, on: &E) -> Result<Vec<Self::Row>, Error> {
                let ($($name,)*) = self;
                $(let mut $name = $name.load(&rows, on).await?.into_iter();)*
                let mut all = Vec::with_capacity(rows.len());
                for row in rows {
                    // Each has loaded as many as there are rows.
                    let ($(Some($name),)*) = ($($name.next(),)*) else { break };
                    all.push((row, $($name),*));
                }
                Ok(all)
            }
        }
    };
}

loaders!(L);
loaders!(L M);
loaders!(L M N);
loaders!(L M N O);
loaders!(L M N O P);
loaders!(L M N O P Q);

/// A query of the table of `T` with relations behind each row.
#[must_use = "a query does nothing until it is run by `all`, `one`, `optional` or `first`"]
pub struct Loading<T, L> {
    pub(super) query: Select<T>,
    pub(super) loaders: L,
}

impl<T: Table, L: Loaders<T>> Loading<T, L> {
    /// The first statement as the server gets it; those for the relations depend on what it finds.
    pub fn to_sql(&self) -> Sql {
        self.query.to_sql()
    }

    /// All rows.
    ///
    /// # Errors
    /// As for [`Select::all`].
    pub async fn all<E: Executor + ?Sized>(self, on: &E) -> Result<Vec<L::Row>, Error> {
        let rows = self.query.all(on).await?;
        self.loaders.load_all(rows, on).await
    }

    /// The one row.
    ///
    /// # Errors
    /// As for [`Select::one`].
    pub async fn one<E: Executor + ?Sized>(self, on: &E) -> Result<L::Row, Error> {
        self.optional(on).await?.ok_or_else(|| Error::not_found(T::META.rust))
    }

    /// The one row, or nothing.
    ///
    /// # Errors
    /// As for [`Select::optional`].
    pub async fn optional<E: Executor + ?Sized>(self, on: &E) -> Result<Option<L::Row>, Error> {
        let row = self.query.optional(on).await?;
        Ok(self.loaders.load_all(row.into_iter().collect(), on).await?.into_iter().next())
    }

    /// The first row in the order of the query, or nothing.
    ///
    /// # Errors
    /// As for [`Select::first`].
    pub async fn first<E: Executor + ?Sized>(self, on: &E) -> Result<Option<L::Row>, Error> {
        let row = self.query.first(on).await?;
        Ok(self.loaders.load_all(row.into_iter().collect(), on).await?.into_iter().next())
    }
}
