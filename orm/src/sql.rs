//! A statement ready for the server.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use bytes::BytesMut;
use smallvec::SmallVec;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use crate::table::{Table, TableMeta};
use crate::value::ValueError;

/// A statement's text with the values of its parameters `$1`, `$2` …
#[derive(Clone, Debug)]
pub struct Sql {
    text: Arc<Text>,
    parameters: Parameters,
    table: Option<&'static TableMeta>,
    mistake: Option<Arc<str>>,
}

/// The text of a statement, quickly compared with itself.
#[derive(Debug)]
pub(crate) struct Text {
    text: String,
    hash: u64,
}

impl Text {
    pub(crate) fn new(text: String) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self { text, hash: hasher.finish() }
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.hash == other.hash && self.text == other.text)
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// The struct that a statement is mostly about, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The struct's name in Rust.
    pub(crate) rust: &'static str,
    /// The table's schema.
    pub(crate) schema: &'static str,
    /// The table's name.
    pub(crate) table: &'static str,
}

/// The value of a parameter with the type that the server is told; [`Type::UNKNOWN`] lets the server infer it.
#[derive(Clone)]
pub struct Parameter {
    value: Arc<dyn ToSql + Send + Sync>,
    data_type: Type,
}

/// Most statements have few, which are kept in place.
pub(crate) type Parameters = SmallVec<[Parameter; 2]>;

impl Sql {
    /// A statement of this text. The position in `parameters` is the number in the text less one.
    pub fn new(text: String, parameters: Vec<Parameter>) -> Self {
        Self::of(Arc::new(Text::new(text)), parameters.into())
    }

    /// The same of a text that is shared.
    pub(crate) fn of(text: Arc<Text>, parameters: Parameters) -> Self {
        Self { text, parameters, table: None, mistake: None }
    }

    /// The same, known to be about this struct: errors then name it.
    #[must_use]
    pub fn about<T: Table>(self) -> Self {
        self.about_table(T::TABLE)
    }

    /// The same, known to be about this table.
    #[must_use]
    pub(crate) fn about_table(self, table: &'static TableMeta) -> Self {
        Self { table: Some(table), ..self }
    }

    /// The same, known to be wrong for this reason, if there is one.
    #[must_use]
    pub(crate) fn mistaken(self, mistake: Option<String>) -> Self {
        Self { mistake: mistake.map(Arc::from), ..self }
    }

    /// Why it need not be sent.
    pub(crate) fn mistake(&self) -> Option<&str> {
        self.mistake.as_deref()
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text.text
    }

    /// The text as others compare it.
    pub(crate) fn shared_text(&self) -> &Arc<Text> {
        &self.text
    }

    /// The struct that it is about.
    pub(crate) fn origin(&self) -> Option<Origin> {
        self.table.map(|table| Origin { rust: table.rust, schema: table.schema, table: table.name })
    }

    /// The parameters in the order of their numbers.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }
}

impl Parameter {
    /// A parameter of this type.
    pub fn new(value: impl ToSql + Send + Sync + 'static, data_type: Type) -> Self {
        Self { value: Arc::new(Hidden(value)), data_type }
    }

    /// The value.
    pub fn value(&self) -> &(dyn ToSql + Sync) {
        &*self.value
    }

    /// The type that the server is told.
    pub fn data_type(&self) -> &Type {
        &self.data_type
    }
}

/// A value that the driver's log, which prints parameters, does not show.
struct Hidden<T>(T);

impl<T> fmt::Debug for Hidden<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

impl<T: ToSql> ToSql for Hidden<T> {
    fn to_sql(&self, data_type: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        self.0.to_sql(data_type, out)
    }

    fn accepts(data_type: &Type) -> bool {
        T::accepts(data_type)
    }

    fn encode_format(&self, data_type: &Type) -> Format {
        self.0.encode_format(data_type)
    }

    fn to_sql_checked(&self, data_type: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        self.0.to_sql_checked(data_type, out)
    }
}

impl Parameter {
    /// Whether it is the same value of the same type. Of those whose type the server infers nobody knows.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        if self.data_type != other.data_type || self.data_type == Type::UNKNOWN {
            return false;
        }
        let written = |parameter: &Self| {
            let mut bytes = BytesMut::new();
            let is_null = parameter.value.to_sql_checked(&parameter.data_type, &mut bytes).ok()?;
            let is_text = matches!(parameter.value.encode_format(&parameter.data_type), Format::Text);
            Some((matches!(is_null, IsNull::Yes), is_text, bytes))
        };
        Arc::ptr_eq(&self.value, &other.value) || written(self).is_some_and(|mine| written(other) == Some(mine))
    }
}

/// Never shows the value, which may be a secret.
impl fmt::Debug for Parameter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Parameter").field("data_type", &self.data_type).finish_non_exhaustive()
    }
}
