//! Rows that belong to others by a table in between.

use super::equal;
use super::gather::Gathered;
use super::keys::Keys;
use super::{Load, Loaders, Many, Relation};
use crate::column::{NotNull, Settable};
use crate::error::Error;
use crate::executor::Executor;
use crate::expression::{IntoCondition, Orders};
use crate::query::keyed;
use crate::query::output::Whole;
use crate::query::run;
use crate::query::select::Select;
use crate::query::tree::Part;
use crate::table::Table;

/// The rows of the table of `C` that belong to rows of the table of `A` by those of the table of `B`, from
/// [`Relation::through`]: any number for each.
#[must_use = "a relation does nothing until a query takes it"]
pub struct Through<A, B, C, L> {
    pub(super) relation: Relation<A, B, Many>,
    pub(super) query: Select<(C, B)>,
    pub(super) next: L,
}

impl<A, B: Table, M> Relation<A, B, M> {
    /// What belongs to these rows in turn, without them and by one query: `User::MEMBER.through(Member::ORGANIZATION)` gives
    /// each user their organizations.
    pub fn through<C: Table, N>(self, next: Relation<B, C, N>) -> Through<A, B, C, ()> {
        let (last, between) = (Part::new::<C>(), Part::new::<B>());
        let on = keyed::equal((&last, next.columns), (&between, next.own));
        let query = Select::<C>::from_part(last).joined::<(C, B)>(" INNER JOIN ", between, on);
        Through { relation: Relation::new(self.own, self.columns, self.from, self.to), query, next: () }
    }
}

impl<A, B: Table, C: Table, L> Through<A, B, C, L> {
    /// Only rows that meet the condition, of their columns and of those of the row in between.
    pub fn filter<K: IntoCondition>(
        mut self,
        condition: impl FnOnce((C::Columns<NotNull, Settable>, B::Columns<NotNull, Settable>)) -> K,
    ) -> Self {
        self.query = self.query.filter(condition);
        self
    }

    /// In this order.
    pub fn order_by<K: Orders>(
        mut self,
        keys: impl FnOnce((C::Columns<NotNull, Settable>, B::Columns<NotNull, Settable>)) -> K,
    ) -> Self {
        self.query = self.query.order_by(keys);
        self
    }

    /// Only so many for each row that they belong to: the first in their order, each as often as rows in between lead to it.
    pub fn limit(mut self, rows: u32) -> Self {
        self.query = self.query.limit(rows);
        self
    }
}

impl<A: Table, B: Table, C: Table + Clone, L: Loaders<C>> Load<A> for Through<A, B, C, L> {
    type Loaded = Vec<L::Row>;

    async fn load<E: Executor + ?Sized>(&self, rows: &[A], on: &E) -> Result<Vec<Vec<L::Row>>, Error> {
        let Relation { columns, from, to, .. } = self.relation;
        let mut keys = Keys::new(B::TABLE, columns, rows.len());
        for row in rows {
            from(row, &mut keys);
        }
        let (mut gathered, asked) = Gathered::new(&keys);
        if !asked.is_empty() {
            let list = |column| keys.list(column, &asked);
            let query = match self.query.tree.joins.first() {
                Some(between) => self.query.clone().for_keys(&between.part, columns, list),
                None => self.query.clone(),
            };
            let (found, between): (Vec<C>, Vec<B>) =
                run::all::<Whole<(C, B)>>(query.to_sql().about::<C>(), on).await?.into_iter().unzip();
            let mut key = Keys::new(B::TABLE, columns, 1);
            let groups: Vec<_> = between.iter().map(|row| gathered.group(to(row, key.clear()))).collect();
            for (group, loaded) in groups.into_iter().zip(self.next.load_all(found, on).await?) {
                gathered.add(group, loaded);
            }
            let source = self.query.tree.joins.first().map(|join| join.part.clone());
            if let Some(source) = source.filter(|_| gathered.is_in_doubt(true)) {
                let mut query = self.query.clone();
                // It is that of each key, and which rows belong to one is not known yet.
                let limit = query.tree.limit.take();
                let found = equal::by_the_server(query, (&source, columns), (&keys, &asked), on).await?;
                if let Some(found) = found {
                    let (rows, positions): (Vec<(C, B)>, Vec<_>) = found.into_iter().unzip();
                    let related = rows.into_iter().map(|(row, _)| row).collect();
                    (gathered, _) = Gathered::new(&keys);
                    for (positions, loaded) in positions.iter().zip(self.next.load_all(related, on).await?) {
                        gathered.add_to_all(positions, loaded, limit);
                    }
                }
            }
        }
        gathered.finish::<Many>(C::META.rust)
    }
}
