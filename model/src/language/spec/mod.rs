//! The shape of the language: which keys an object has, and what each takes.
//!
//! One declaration drives three things: the check of a file's structure, the JSON Schema, and the order in which a
//! file is laid out.

mod advice;
pub(crate) mod attribute;
pub(crate) mod file;
mod json_schema;
pub(crate) mod table;
mod validate;

pub(crate) use advice::Example;
pub use json_schema::json_schema;
pub(crate) use validate::validate;

/// An object of the language: a mapping with known keys.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its name in the JSON Schema.
    pub(crate) name: &'static str,
    /// What it is, in words for a message: `a table`.
    pub(crate) words: &'static str,
    /// Its keys in the order in which a file is laid out.
    pub(crate) keys: &'static [Key],
    /// A short one, in one line.
    pub(crate) example: &'static str,
    /// Keys for what exists in PostgreSQL and not yet here, so that they are not taken for slips.
    pub(crate) later: &'static [&'static str],
}

/// A key of an [`Object`].
#[derive(Debug)]
pub(crate) struct Key {
    /// The key.
    pub(crate) name: &'static str,
    /// What it says, in a line.
    pub(crate) about: &'static str,
    /// What it takes.
    pub(crate) shape: &'static Shape,
    /// A value that it takes, in one line, where the shape has none.
    pub(crate) example: Option<&'static str>,
}

/// What a value looks like.
#[derive(Debug)]
pub(crate) enum Shape {
    /// A scalar, taken as text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer,
    /// One of some words.
    Word(&'static [&'static str]),
    /// Nothing.
    Nothing,
    /// Anything at all.
    Any,
    /// A list.
    List(&'static Shape),
    /// A mapping with free keys.
    Map(&'static Shape),
    /// A mapping with known keys.
    Object(&'static Object),
    /// One or the other.
    Either(&'static [Shape]),
}

impl Shape {
    /// What it is, in words for a message.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Integer => "a whole number".to_owned(),
            Self::Word(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                match quoted.split_last() {
                    Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
                    _ => quoted.join(""),
                }
            }
            Self::Nothing => "nothing".to_owned(),
            Self::Any => "anything".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) => "a mapping".to_owned(),
            Self::Object(object) => format!("{} as a mapping", object.words),
            Self::Either(shapes) => shapes.iter().map(Self::words).collect::<Vec<_>>().join(" or "),
        }
    }
}

/// Text, or a list of it.
pub(crate) static TEXTS: Shape = Shape::Either(&[Shape::Text, Shape::List(&Shape::Text)]);
/// A list of text.
pub(crate) static TEXT_LIST: Shape = Shape::List(&Shape::Text);
/// A mapping of text.
pub(crate) static TEXT_MAP: Shape = Shape::Map(&Shape::Text);
