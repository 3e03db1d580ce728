//! Order.

use std::marker::PhantomData;

use smallvec::SmallVec;

use super::{Expr, Meets, Raw, methods};
use crate::column::{Col, Kind, NotNull, Null, Nullability};
use crate::value::{SqlType, Value, parameter};

/// What rows are ordered by; `N` says whether it can be NULL.
#[derive(Clone, Debug)]
#[must_use = "an order does nothing until a query takes it"]
pub struct Order<N = Null> {
    pub(crate) key: Raw,
    pub(crate) descending: bool,
    nulls: Option<bool>,
    sql_type: SqlType,
    kind: Kind<N>,
}

impl<N> Order<N> {
    fn new<V: Value>(key: Raw, descending: bool) -> Self {
        Self { key, descending, nulls: None, sql_type: V::SQL_TYPE, kind: PhantomData }
    }

    /// The same for those who do not ask.
    pub(crate) fn erased(self) -> Order {
        let Self { key, descending, nulls, sql_type, .. } = self;
        Order { key, descending, nulls, sql_type, kind: PhantomData }
    }

    /// A parameter that the key is compared with: the text of a value, whose type the server infers or is told.
    pub(crate) fn bound(&self, value: &str) -> Raw {
        let raw = Raw::parameter(parameter::<String>(Some(value.to_owned()), true));
        Meets::same(&self.key).cast(self.sql_type, raw)
    }

    /// The same, taken for one by what can be NULL, so that it can stand in a list or in an `if` beside one that is:
    /// `vec![u.name.asc().nullable(), u.image.desc()]`.
    pub fn nullable(self) -> Order {
        self.erased()
    }

    /// NULL first. Else it comes last, and with `desc` first.
    pub fn nulls_first(self) -> Self {
        Self { nulls: Some(true), ..self }
    }

    /// NULL last. Else it comes last, and with `desc` first.
    pub fn nulls_last(self) -> Self {
        Self { nulls: Some(false), ..self }
    }

    /// A number for [`direction`](Self::direction).
    pub(crate) fn number(&self) -> usize {
        let nulls = match self.nulls {
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        };
        nulls << 1 | usize::from(self.descending)
    }

    /// What stands behind the key.
    pub(crate) fn direction(&self) -> &'static str {
        match (self.descending, self.nulls) {
            (false, None) => "",
            (false, Some(true)) => " NULLS FIRST",
            (false, Some(false)) => " NULLS LAST",
            (true, None) => " DESC",
            (true, Some(true)) => " DESC NULLS FIRST",
            (true, Some(false)) => " DESC NULLS LAST",
        }
    }

    pub(crate) fn into_raw(self) -> Raw {
        let direction = Raw::text(self.direction());
        Raw::join([self.key, direction])
    }
}

methods! {
    [V: Value, N: Nullability] [V, N]

    /// From small to large.
    pub fn asc(self) -> Order<N> {
        Order::new::<V>(self.raw(), false)
    }

    /// From large to small.
    pub fn desc(self) -> Order<N> {
        Order::new::<V>(self.raw(), true)
    }
}

/// Orders; most queries have one.
pub(crate) type OrderList = SmallVec<[Order; 1]>;

/// One or several [`Order`]s; a column or expression alone is one from small to large.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to order by",
    label = "not an order",
    note = "an order is a column, `column.desc()`, or a tuple of these"
)]
pub trait Orders {
    /// Adds them.
    #[doc(hidden)]
    fn add_to(self, orders: &mut SmallVec<[Order; 1]>);
}

impl<N> Orders for Order<N> {
    fn add_to(self, orders: &mut OrderList) {
        add(self.erased(), orders);
    }
}

/// One function for all, so that there is no copy of it in each query.
#[inline(never)]
fn add(order: Order, orders: &mut OrderList) {
    orders.push(order);
}

impl<N, const LENGTH: usize> Orders for [Order<N>; LENGTH] {
    fn add_to(self, orders: &mut OrderList) {
        orders.extend(self.into_iter().map(Order::erased));
    }
}

impl<N> Orders for Vec<Order<N>> {
    fn add_to(self, orders: &mut OrderList) {
        orders.extend(self.into_iter().map(Order::erased));
    }
}

impl<V: Value, N: Nullability, W> Orders for Col<V, N, W> {
    fn add_to(self, orders: &mut OrderList) {
        add(self.asc().erased(), orders);
    }
}

impl<V: Value, N: Nullability, K> Orders for Expr<V, N, K> {
    fn add_to(self, orders: &mut OrderList) {
        add(self.asc().erased(), orders);
    }
}

impl From<Order<NotNull>> for Order {
    fn from(order: Order<NotNull>) -> Self {
        order.erased()
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Orders),*> Orders for ($($name,)*) {
            #[expect(non_snake_case, reason = "the names are those of the types")]
            fn add_to(self, orders: &mut OrderList) {
                let ($($name,)*) = self;
                $($name.add_to(orders);)*
            }
        }
    };
}

tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
