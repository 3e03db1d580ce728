//! Joins.

use super::output::Whole;
use super::select::Select;
use super::shape::{Output, Shape};
use super::sources::{Joinable, Maybe, Numbered, Source, Sources};
use super::tree::{Item, Join, Part};
use super::with::Readable;
use crate::column::NotNull;
use crate::expression::{IntoCondition, Raw};
use crate::table::Table;

/// The tables of a query with one more.
type With<S, T> = <S as Joinable<T>>::With;

impl<S: Sources> Select<S> {
    /// `INNER JOIN`: the rows that belong together, by the condition.
    ///
    /// The closure gets what others get, and the columns of the new table: `|p, u| p.author_id.eq(u.id)`, and of three tables
    /// `|(p, u), c| …`. A table may take part several times.
    pub fn join<T: Table, C: IntoCondition>(
        self,
        on: impl FnOnce(S::Columns, T::Columns<NotNull>) -> C,
    ) -> Select<With<S, T>>
    where
        S: Joinable<T>,
    {
        let (part, on) = self.condition::<T, _>(Part::new::<T>(), on);
        self.joined(" INNER JOIN ", part, Some(on))
    }

    /// `LEFT JOIN`: all rows, with those of the new table that belong to them, whose columns are nullable then.
    pub fn left_join<T: Table, C: IntoCondition>(
        self,
        on: impl FnOnce(S::Columns, T::Columns<NotNull>) -> C,
    ) -> Select<With<S, Maybe<T>>>
    where
        S: Joinable<Maybe<T>>,
    {
        let (part, on) = self.condition::<T, _>(Part::new::<T>(), on);
        self.joined(" LEFT JOIN ", part, Some(on))
    }

    /// `RIGHT JOIN`: all rows of the new table, with those that belong to them, whose columns are nullable then.
    pub fn right_join<T: Table, C: IntoCondition>(
        self,
        on: impl FnOnce(S::Columns, T::Columns<NotNull>) -> C,
    ) -> Select<With<S::AllMaybe, T>>
    where
        S::AllMaybe: Joinable<T>,
    {
        let (part, on) = self.condition::<T, _>(Part::new::<T>(), on);
        self.joined(" RIGHT JOIN ", part, Some(on))
    }

    /// `FULL JOIN`: all rows of both, those together that belong together. All columns are nullable then.
    pub fn full_join<T: Table, C: IntoCondition>(
        self,
        on: impl FnOnce(S::Columns, T::Columns<NotNull>) -> C,
    ) -> Select<With<S::AllMaybe, Maybe<T>>>
    where
        S::AllMaybe: Joinable<Maybe<T>>,
    {
        let (part, on) = self.condition::<T, _>(Part::new::<T>(), on);
        self.joined(" FULL JOIN ", part, Some(on))
    }

    /// `CROSS JOIN`: each row with each of the new table.
    pub fn cross_join<T: Table>(self) -> Select<With<S, T>>
    where
        S: Joinable<T>,
    {
        self.joined(" CROSS JOIN ", Part::new::<T>(), None)
    }

    /// `INNER JOIN` of the rows of a query: of one with a name, [`With`](crate::With), or of a `SELECT`.
    pub fn join_source<R: Readable, C: IntoCondition>(
        self,
        source: R,
        on: impl FnOnce(S::Columns, <R::Shape as Shape>::Columns<NotNull>) -> C,
    ) -> Select<With<S, R::Shape>>
    where
        S: Joinable<R::Shape>,
    {
        let (part, on) = self.condition::<R::Shape, _>(source.into_number().0, on);
        self.joined(" INNER JOIN ", part, Some(on))
    }

    /// `LEFT JOIN` of the rows of a query.
    pub fn left_join_source<R: Readable, C: IntoCondition>(
        self,
        source: R,
        on: impl FnOnce(S::Columns, <R::Shape as Shape>::Columns<NotNull>) -> C,
    ) -> Select<With<S, Maybe<R::Shape>>>
    where
        S: Joinable<Maybe<R::Shape>>,
    {
        let (part, on) = self.condition::<R::Shape, _>(source.into_number().0, on);
        self.joined(" LEFT JOIN ", part, Some(on))
    }

    /// `CROSS JOIN` of the rows of a query.
    pub fn cross_join_source<R: Readable>(self, source: R) -> Select<With<S, R::Shape>>
    where
        S: Joinable<R::Shape>,
    {
        self.joined(" CROSS JOIN ", source.into_number().0, None)
    }

    /// `CROSS JOIN LATERAL`: each row with those of a query that is made for it, out of its columns:
    /// `|u| Session::select().filter(|s| s.user_id.eq(u.id)).order_by(|s| s.created_at.desc()).limit(3)`.
    pub fn join_lateral<R, O: Output>(self, query: impl FnOnce(S::Columns) -> Select<R, O>) -> Select<With<S, O::Shape>>
    where
        S: Joinable<O::Shape>,
    {
        let part = query(self.columns_of()).into_number().0;
        self.joined(" CROSS JOIN LATERAL ", part, None)
    }

    /// `LEFT JOIN LATERAL`: the same with the rows for which the query gives none, whose columns are nullable then.
    pub fn left_join_lateral<R, O: Output>(
        self,
        query: impl FnOnce(S::Columns) -> Select<R, O>,
    ) -> Select<With<S, Maybe<O::Shape>>>
    where
        S: Joinable<Maybe<O::Shape>>,
    {
        let part = query(self.columns_of()).into_number().0;
        self.joined(" LEFT JOIN LATERAL ", part, Some(true.into_condition().raw()))
    }

    fn condition<P: Shape, C: IntoCondition>(
        &self,
        part: Part,
        on: impl FnOnce(S::Columns, P::Columns<NotNull>) -> C,
    ) -> (Part, Raw) {
        let number = Numbered(part);
        let on = on(self.columns_of(), P::columns_at(&number)).into_condition().raw();
        (number.0, on)
    }

    pub(super) fn joined<R: Sources>(
        mut self,
        words: &'static str,
        part: Part,
        on: Option<Raw>,
    ) -> Select<R, Whole<R>> {
        self.tree.joins.push(Join { words, part: part.clone(), on });
        self.tree.items.push(Item::Table(part.clone()));
        self.numbers.push(Numbered(part));
        Select::from_parts(self.tree, self.numbers, false)
    }
}

macro_rules! first {
    ($first:ident $($name:ident)*) => {
        impl<$first: Shape, $($name: Source),*> Select<($first, $($name,)*)> {
            /// Selects the columns of the first table alone.
            pub fn only_first(mut self) -> Select<($first, $($name,)*), Whole<$first>> {
                self.tree.items.truncate(1);
                Select::from_parts(self.tree, self.numbers, self.is_unique)
            }
        }
    };
}

first!(A B);
first!(A B C);
first!(A B C D);
first!(A B C D E);
first!(A B C D E F);
