//! Joins of what other queries give.

use super::join::With;
use super::select::Select;
use super::shape::{Output, Shape};
use super::sources::{Joinable, Maybe, Sources};
use super::with::Readable;
use crate::column::NotNull;
use crate::expression::IntoCondition;

impl<S: Sources> Select<S> {
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

    /// `RIGHT JOIN` of the rows of a query.
    pub fn right_join_source<R: Readable, C: IntoCondition>(
        self,
        source: R,
        on: impl FnOnce(S::Columns, <R::Shape as Shape>::Columns<NotNull>) -> C,
    ) -> Select<With<S::AllMaybe, R::Shape>>
    where
        S::AllMaybe: Joinable<R::Shape>,
    {
        let (part, on) = self.condition::<R::Shape, _>(source.into_number().0, on);
        self.joined(" RIGHT JOIN ", part, Some(on))
    }

    /// `FULL JOIN` of the rows of a query.
    pub fn full_join_source<R: Readable, C: IntoCondition>(
        self,
        source: R,
        on: impl FnOnce(S::Columns, <R::Shape as Shape>::Columns<NotNull>) -> C,
    ) -> Select<With<S::AllMaybe, Maybe<R::Shape>>>
    where
        S::AllMaybe: Joinable<Maybe<R::Shape>>,
    {
        let (part, on) = self.condition::<R::Shape, _>(source.into_number().0, on);
        self.joined(" FULL JOIN ", part, Some(on))
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
}
