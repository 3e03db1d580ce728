//! Joins.

use super::output::Whole;
use super::select::Select;
use super::shape::Shape;
use super::sources::{At, Joinable, Maybe, Source, Sources};
use super::tree::{Items, Part};
use crate::column::{NotNull, Settable};
use crate::expression::{IntoCondition, Raw};
use crate::table::Table;

/// The tables of a query with one more.
pub(super) type With<S, T> = <S as Joinable<T>>::With;

impl<S: Sources> Select<S> {
    /// `INNER JOIN`: the rows that belong together, by the condition.
    ///
    /// The closure gets what others get, and the columns of the new table: `|p, u| p.author_id.eq(u.id)`, and of three tables
    /// `|(p, u), c| …`. A table may take part several times.
    pub fn join<T: Table, C: IntoCondition>(
        self,
        on: impl FnOnce(S::Columns, T::Columns<NotNull, Settable>) -> C,
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
        on: impl FnOnce(S::Columns, T::Columns<NotNull, Settable>) -> C,
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
        on: impl FnOnce(S::Columns, T::Columns<NotNull, Settable>) -> C,
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
        on: impl FnOnce(S::Columns, T::Columns<NotNull, Settable>) -> C,
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

    pub(super) fn condition<P: Shape, C: IntoCondition>(
        &self,
        part: Part,
        on: impl FnOnce(S::Columns, P::Columns<NotNull>) -> C,
    ) -> (Part, Raw) {
        let on = on(self.columns_of(), P::columns_at(At(&part))).into_condition().raw();
        (part, on)
    }

    pub(super) fn joined<R: Sources>(
        mut self,
        words: &'static str,
        part: Part,
        on: Option<Raw>,
    ) -> Select<R, Whole<R>> {
        self.tree.add_join(words, part, on);
        Select::from_parts(self.tree, false)
    }
}

macro_rules! first {
    ($first:ident $($name:ident)*) => {
        impl<$first: Shape, $($name: Source),*> Select<($first, $($name,)*)> {
            /// Selects the columns of the first table alone.
            pub fn only_first(mut self) -> Select<($first, $($name,)*), Whole<$first>> {
                self.tree.items = Items::First;
                Select::from_parts(self.tree, self.is_unique)
            }
        }
    };
}

first!(A B);
first!(A B C);
first!(A B C D);
first!(A B C D E);
first!(A B C D E F);
first!(A B C D E F G);
first!(A B C D E F G H);
first!(A B C D E F G H I);
first!(A B C D E F G H I J);
first!(A B C D E F G H I J K);
first!(A B C D E F G H I J K L);
first!(A B C D E F G H I J K L M);
first!(A B C D E F G H I J K L M N);
first!(A B C D E F G H I J K L M N O);
first!(A B C D E F G H I J K L M N O P);
