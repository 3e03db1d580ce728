//! What a server says in words.

use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::{ErrorFields, RowDescriptionBody};

use super::{Field, WireError};

/// An error or a notice of a server.
#[derive(Clone, Debug, Default)]
pub struct ServerMessage {
    /// `ERROR`, `NOTICE` …, in English.
    pub severity: String,
    /// The SQLSTATE.
    pub code: String,
    /// What it says.
    pub message: String,
    /// More about it.
    pub detail: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// The character of the statement that it is about, from 1.
    pub position: Option<u32>,
    /// Where in functions it happened.
    pub context: Option<String>,
    /// The column that it is about.
    pub column: Option<String>,
    /// The constraint that it is about.
    pub constraint: Option<String>,
}

impl ServerMessage {
    pub(super) fn read(mut fields: ErrorFields<'_>) -> Self {
        let mut message = Self::default();
        // What cannot be read is missing, and the rest is told.
        while let Ok(Some(field)) = fields.next() {
            let text = String::from_utf8_lossy(field.value_bytes()).into_owned();
            match field.type_() {
                b'S' if message.severity.is_empty() => message.severity = text,
                b'V' => message.severity = text,
                b'C' => message.code = text,
                b'M' => message.message = text,
                b'D' => message.detail = Some(text),
                b'H' => message.hint = Some(text),
                b'P' => message.position = text.parse().ok(),
                b'W' => message.context = Some(text),
                b'c' => message.column = Some(text),
                b'n' => message.constraint = Some(text),
                _ => {}
            }
        }
        message
    }

    pub(super) fn unsendable(reason: &str) -> Self {
        Self {
            severity: "ERROR".to_owned(),
            // untranslatable_character
            code: "22P05".to_owned(),
            message: format!("the text cannot be sent: {reason}"),
            ..Self::default()
        }
    }
}

pub(super) fn fields(body: &RowDescriptionBody) -> Result<Vec<Field>, WireError> {
    let fields = body.fields().map(|field| {
        Ok(Field { name: field.name().to_owned(), type_oid: field.type_oid(), type_modifier: field.type_modifier() })
    });
    fields.collect().map_err(super::lost)
}
