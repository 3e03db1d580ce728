//! Pages by the keys of their last row, which cost the same however far one has come.

use std::fmt;
use std::str::FromStr;

use super::output::Read;
use super::run;
use super::select::Select;
use super::sources::Sources;
use super::tree::{Item, Items};
use crate::column::{Col, NotNull};
use crate::error::{Error, Kind};
use crate::executor::Executor;
use crate::expression::{Expr, Level, Order, OrderList, Orders, Raw};
use crate::read::Reader;
use crate::sql::Sql;
use crate::value::{Value, ValueError};

/// One or several orders by keys that cannot be NULL. Together they must be unique, which the primary key makes them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot order pages",
    label = "not an order by keys that cannot be NULL",
    note = "pages go on behind the keys of their last row, and nothing is behind NULL: `coalesce` gives NULL a value"
)]
pub trait KeysetOrders: Orders {}

impl KeysetOrders for Order<NotNull> {}
impl<V: Value, W> KeysetOrders for Col<V, NotNull, W> {}
impl<V: Value, K> KeysetOrders for Expr<V, NotNull, K> {}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: KeysetOrders),*> KeysetOrders for ($($name,)*) {}
    };
}

tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);

/// A query whose rows come in pages.
#[must_use = "a query does nothing until it is run by `page`"]
pub struct Keyset<S, O> {
    query: Select<S, O>,
    keys: OrderList,
    after: Option<Cursor>,
}

/// Where a page ended: the keys of its last row, and which keys those are. It travels as text, by `Display` and `FromStr`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// What tells the keys of one query from those of others.
    of: u32,
    values: Vec<String>,
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(&(self.of, &self.values)).map_err(|_| fmt::Error)?;
        json.bytes().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let pairs = text.as_bytes().chunks(2);
        let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let json: Option<Vec<u8>> = pairs.map(byte).collect();
        let keys: Option<(u32, Vec<String>)> = json.and_then(|json| serde_json::from_slice(&json).ok());
        let (of, values) = keys.ok_or_else(|| Error::new(Kind::Cursor("the text is no cursor of a page")))?;
        Ok(Self { of, values })
    }
}

/// A page, and where the next one begins if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// What [`Keyset::after`] takes for the next page; nothing where this one is the last.
    pub next: Option<Cursor>,
}

impl<S: Sources, O> Select<S, O> {
    /// In pages, ordered by these keys instead of any order that was there. A page has its own size: a query with a limit or an
    /// offset has no pages.
    pub fn keyset<K: KeysetOrders>(mut self, keys: impl FnOnce(S::Columns) -> K) -> Keyset<S, O> {
        let mut orders = OrderList::new();
        keys(self.columns_of()).add_to(&mut orders);
        self.tree.orders.clone_from(&orders);
        Keyset { query: self, keys: orders, after: None }
    }
}

/// A row, and the keys of it as text.
struct Keyed<O>(O);

impl<O: Read> Read for Keyed<O> {
    type Row = (O::Row, Vec<String>);

    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
        let row = O::read(reader)?;
        let mut keys = Vec::new();
        while !reader.is_at_end() {
            keys.push(reader.get::<String>()?);
        }
        Ok((row, keys))
    }
}

impl<S, O> Keyset<S, O> {
    /// Behind this; from the beginning where it is `None`.
    pub fn after(mut self, cursor: impl Into<Option<Cursor>>) -> Self {
        self.after = cursor.into();
        self
    }

    /// The statement for a page of so many rows: one more is asked for, to see whether there is another page.
    ///
    /// # Errors
    /// Where the cursor is one of another query ([`Error::is_invalid_cursor`]); where no row is asked for, or the query has a
    /// limit or an offset of its own.
    pub fn to_sql(&self, rows: u32) -> Result<Sql, Error> {
        if rows == 0 {
            return Err(Error::invalid("a page has one row at least"));
        }
        if self.query.tree.limit.is_some() || self.query.tree.offset.is_some() {
            return Err(Error::invalid(
                "a query in pages has no `limit` and no `offset`: how many rows are on a page is said to `page`, and where it begins to `after`",
            ));
        }
        let mut query = self.query.clone().limit(rows.saturating_add(1));
        if let Some(Cursor { of, values }) = &self.after {
            if values.len() != self.keys.len() || *of != self.fingerprint() {
                return Err(Error::new(Kind::Cursor(
                    "the cursor is one of another query, which is ordered by other keys",
                )));
            }
            query.tree.filters.extend(behind(&self.keys, values));
        }
        let keys = self.keys.iter().map(|order| Item::One(order.key.clone().at_level(Level::Or), "::text"));
        query.tree.items = Items::Chosen(query.tree.items().iter().cloned().chain(keys).collect());
        Ok(query.to_sql())
    }

    /// A number that another query hardly has which is ordered by other keys: FNV-1a of 32 bits of the keys' text, which is the
    /// same in each version.
    fn fingerprint(&self) -> u32 {
        let mut query = self.query.clone();
        query.tree.filters.clear();
        query.tree.items = Items::Chosen(self.keys.iter().map(|order| Item::One(order.key.clone(), "")).collect());
        let text = query.to_sql();
        text.text().bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }
}

impl<S, O: Read> Keyset<S, O> {
    /// A page of so many rows at most.
    ///
    /// # Errors
    /// As for [`Select::all`], and where the cursor is one of another query.
    pub async fn page(self, rows: u32, on: &(impl Executor + ?Sized)) -> Result<Page<O::Row>, Error> {
        let of = self.fingerprint();
        let mut found = run::all::<Keyed<O>>(self.to_sql(rows)?, on).await?;
        let size = usize::try_from(rows).unwrap_or(usize::MAX);
        let is_last = found.len() <= size;
        found.truncate(size);
        let next = found.last().filter(|_| !is_last).map(|(_, keys)| Cursor { of, values: keys.clone() });
        Ok(Page { rows: found.into_iter().map(|(row, _)| row).collect(), next })
    }
}

/// That a row comes behind these values of the keys.
fn behind(keys: &[Order], values: &[String]) -> Option<Raw> {
    let first = keys.first()?;
    let operator = |key: &Order| if key.descending { " < " } else { " > " };
    if keys.len() == 1 {
        return Some(first.key.clone().infix(operator(first), Level::Compare, first.bound(values.first()?)));
    }
    if keys.iter().all(|key| key.descending == first.descending) {
        // What an index on the keys finds at once.
        let left = Raw::list("(", keys.iter().map(|key| key.key.clone()).collect(), ")");
        let right = Raw::list("(", keys.iter().zip(values).map(|(key, value)| key.bound(value)).collect(), ")");
        return Some(left.infix(operator(first), Level::Compare, right));
    }
    // a < 1 OR a = 1 AND (b > 2 OR …), with the bound of the first key said once more for an index on it.
    let mut condition: Option<Raw> = None;
    for (key, value) in keys.iter().zip(values).rev() {
        let strict = key.key.clone().infix(operator(key), Level::Compare, key.bound(value));
        condition = Some(match condition {
            None => strict,
            Some(rest) => {
                let equal = key.key.clone().infix(" = ", Level::Compare, key.bound(value));
                strict.infix(" OR ", Level::Or, equal.infix(" AND ", Level::And, rest))
            }
        });
    }
    let or_equal = if first.descending { " <= " } else { " >= " };
    let bounded = first.key.clone().infix(or_equal, Level::Compare, first.bound(values.first()?));
    Some(bounded.infix(" AND ", Level::And, condition?))
}
