//! Multiranges.

use bytes::{Buf as _, BufMut as _, BytesMut};
use tokio_postgres::types::{Kind, Type};

use super::{Range, Ranged, Value, ValueError, wrong_type};

/// Several ranges of values, as `int4multirange`, `nummultirange`, `datemultirange` and `tstzmultirange` hold them.
///
/// PostgreSQL keeps them in order, makes one of those that touch or overlap, and leaves empty ones out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Multirange<T>(Vec<Range<T>>);

impl<T> Multirange<T> {
    /// The ranges.
    pub fn ranges(&self) -> &[Range<T>] {
        &self.0
    }

    /// The ranges, owned.
    pub fn into_ranges(self) -> Vec<Range<T>> {
        self.0
    }
}

/// That of no range, in which no value lies.
impl<T> Default for Multirange<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, R: Into<Range<T>>> FromIterator<R> for Multirange<T> {
    fn from_iter<I: IntoIterator<Item = R>>(ranges: I) -> Self {
        Self(ranges.into_iter().map(Into::into).collect())
    }
}

impl<T> From<Range<T>> for Multirange<T> {
    fn from(range: Range<T>) -> Self {
        Self(vec![range])
    }
}

impl<T, R: Into<Range<T>>> From<Vec<R>> for Multirange<T> {
    fn from(ranges: Vec<R>) -> Self {
        ranges.into_iter().collect()
    }
}

impl<T, R: Into<Range<T>>, const LENGTH: usize> From<[R; LENGTH]> for Multirange<T> {
    fn from(ranges: [R; LENGTH]) -> Self {
        ranges.into_iter().collect()
    }
}

impl<T> IntoIterator for Multirange<T> {
    type Item = Range<T>;
    type IntoIter = std::vec::IntoIter<Range<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: Ranged> Value for Multirange<T> {
    type Rust = Self;
    const TYPE: Type = T::MULTIRANGE;
    const LIST: Type = T::MULTIRANGES;

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        if !matches!(data_type.kind(), Kind::Multirange(_)) {
            return Err(wrong_type(T::MULTIRANGE.name(), data_type));
        }
        let mut rest = raw;
        let count = length(&mut rest)?;
        let mut ranges = Vec::new();
        for _ in 0..count {
            let length = length(&mut rest)?;
            let (range, behind) = rest.split_at_checked(length).ok_or(SHORT)?;
            ranges.push(Range::read(&T::RANGE, range)?);
            rest = behind;
        }
        Ok(Self(ranges))
    }

    fn parse(text: &str) -> Result<Self, ValueError> {
        let inside = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).ok_or("brackets are missing")?;
        let mut ranges = Vec::new();
        let mut rest = inside;
        while !rest.is_empty() {
            let (range, behind) = rest.split_at_checked(end(rest)).ok_or(SHORT)?;
            ranges.push(Range::parse(range)?);
            rest = behind.strip_prefix(',').unwrap_or(behind);
        }
        Ok(Self(ranges))
    }

    fn write(value: &Self, out: &mut BytesMut) -> Result<(), ValueError> {
        out.put_i32(i32::try_from(value.0.len())?);
        for range in &value.0 {
            let mut bytes = BytesMut::new();
            Range::write(range, &mut bytes)?;
            out.put_i32(i32::try_from(bytes.len())?);
            out.put_slice(&bytes);
        }
        Ok(())
    }

    fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
        out.push('{');
        for (index, range) in value.0.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            Range::print(range, out)?;
        }
        out.push('}');
        Ok(())
    }
}

const SHORT: &str = "a multirange that ends too early";

fn length(rest: &mut &[u8]) -> Result<usize, ValueError> {
    Ok(usize::try_from(rest.try_get_i32().map_err(|_| SHORT)?)?)
}

/// Where the range ends with which the text begins: behind the first bracket outside of quotes that closes one.
fn end(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b']' | b')' if !quoted => return index + 1,
            _ => {}
        }
    }
    text.len()
}
