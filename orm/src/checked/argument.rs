//! What can be given for a parameter.

use std::borrow::Cow;
use std::net::IpAddr;

use rust_decimal::Decimal;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::value::{Document, Record, Replaced, Value};
use crate::enumeration::Enumeration;
use crate::sql::Parameter;
use crate::text_form::TextForm;
use crate::value::{self, Multirange, Range, Ranged};

/// What can be given for a parameter of `V`; where `NULL` is true, an `Option` too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a parameter of the type `{V}`",
    label = "the statement needs `{V}` here",
    note = "an `Option` is taken only where NULL means something: for a nullable column, or behind a cast such as `$1::text`"
)]
pub trait Argument<V: Value, const NULL: bool> {
    /// The value, none for NULL.
    fn value(self) -> Option<V::Rust>;
}

/// A parameter that is told to be of this type; `UNKNOWN` lets the server infer it.
#[doc(hidden)]
pub fn parameter<V: Value, const NULL: bool>(argument: impl Argument<V, NULL>, told: Type) -> Parameter {
    value::parameter_told::<V::InQueries>(argument.value(), told)
}

/// What stands for itself, so that an `Option` of what can be given for it is one for NULL.
trait Plain: Value {}

impl<V: Plain, A: Argument<V, false>> Argument<V, true> for Option<A> {
    fn value(self) -> Option<V::Rust> {
        self.and_then(Argument::value)
    }
}

macro_rules! arguments {
    ($([$($generics:tt)*] $rust:ty;)*) => {
        $(
            impl<$($generics)*> Plain for $rust {}

            impl<$($generics)* const NULL: bool> Argument<$rust, NULL> for $rust {
                fn value(self) -> Option<$rust> {
                    Some(self)
                }
            }

            impl<$($generics)* const NULL: bool> Argument<$rust, NULL> for &$rust {
                fn value(self) -> Option<$rust> {
                    Some(self.clone())
                }
            }
        )*
    };
    ($($rust:ty),* $(,)?) => {
        arguments!($([] $rust;)*);
    };
}

arguments!(
    bool,
    i8,
    i16,
    i32,
    i64,
    u32,
    f32,
    f64,
    Decimal,
    String,
    TextForm,
    Vec<u8>,
    Uuid,
    serde_json::Value,
    jiff::Timestamp,
    jiff::civil::DateTime,
    jiff::civil::Date,
    jiff::civil::Time,
    IpAddr,
);

#[cfg(feature = "chrono")]
arguments!(chrono::DateTime<chrono::Utc>, chrono::NaiveDateTime, chrono::NaiveDate, chrono::NaiveTime);

#[cfg(feature = "time")]
arguments!(time::OffsetDateTime, time::PrimitiveDateTime, time::Date, time::Time);

arguments! {
    [T: Ranged + Clone,] Range<T>;
    [T: Ranged + Clone,] Multirange<T>;
}

impl<const NULL: bool> Argument<String, NULL> for &str {
    fn value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl<const NULL: bool> Argument<String, NULL> for Cow<'_, str> {
    fn value(self) -> Option<String> {
        Some(self.into_owned())
    }
}

impl<const NULL: bool> Argument<Vec<u8>, NULL> for &[u8] {
    fn value(self) -> Option<Vec<u8>> {
        Some(self.to_owned())
    }
}

impl<E: Enumeration> Plain for E {}

impl<E: Enumeration, const NULL: bool> Argument<E, NULL> for E {
    fn value(self) -> Option<E> {
        Some(self)
    }
}

impl<E: Enumeration, const NULL: bool> Argument<E, NULL> for &E {
    fn value(self) -> Option<E> {
        Some(*self)
    }
}

impl<V: Value> Plain for Vec<V> {}

impl<V: Value, const NULL: bool> Argument<Vec<V>, NULL> for Vec<V::Rust> {
    fn value(self) -> Option<Vec<V::Rust>> {
        Some(self)
    }
}

impl<V: Value> Plain for Vec<Option<V>> {}

impl<V: Value, const NULL: bool> Argument<Vec<Option<V>>, NULL> for Vec<Option<V::Rust>> {
    fn value(self) -> Option<Vec<Option<V::Rust>>> {
        Some(self)
    }
}

impl<V: Value<Rust: Clone>, const NULL: bool> Argument<Vec<V>, NULL> for &Vec<V::Rust> {
    fn value(self) -> Option<Vec<V::Rust>> {
        Some(self.clone())
    }
}

impl<V: Value<Rust: Clone>, const NULL: bool> Argument<Vec<V>, NULL> for &[V::Rust] {
    fn value(self) -> Option<Vec<V::Rust>> {
        Some(self.to_owned())
    }
}

impl<V: Value, const LENGTH: usize, const NULL: bool> Argument<Vec<V>, NULL> for [V::Rust; LENGTH] {
    fn value(self) -> Option<Vec<V::Rust>> {
        Some(self.into())
    }
}

impl<const NULL: bool> Argument<Vec<String>, NULL> for &[&str] {
    fn value(self) -> Option<Vec<String>> {
        Some(self.iter().map(|&text| text.to_owned()).collect())
    }
}

impl<const NULL: bool> Argument<Vec<String>, NULL> for Vec<&str> {
    fn value(self) -> Option<Vec<String>> {
        Some(self.into_iter().map(str::to_owned).collect())
    }
}

impl<const LENGTH: usize, const NULL: bool> Argument<Vec<String>, NULL> for [&str; LENGTH] {
    fn value(self) -> Option<Vec<String>> {
        Some(self.into_iter().map(str::to_owned).collect())
    }
}

/// What stands for a type of the application takes that type, by value or borrowed.
macro_rules! wrapped {
    ([$($generics:tt)*] $wrapper:ty) => {
        impl<T, $($generics)* const NULL: bool> Argument<$wrapper, NULL> for T
        where
            $wrapper: Value<Rust = T>,
        {
            fn value(self) -> Option<T> {
                Some(self)
            }
        }

        impl<T: Clone, $($generics)* const NULL: bool> Argument<$wrapper, NULL> for &T
        where
            $wrapper: Value<Rust = T>,
        {
            fn value(self) -> Option<T> {
                Some(self.clone())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T, $($generics)*> Argument<$wrapper, true> for Option<T>
        where
            $wrapper: Value<Rust = T>,
        {
            fn value(self) -> Option<T> {
                self
            }
        }
    };
}

wrapped!([] Record<T>);
wrapped!([] Document<T>);
wrapped!([V: Value,] Replaced<T, V>);
