//! Findings as documented in `cli/docs/json.md`.

use evenkeel_model::diagnostic::Severity;
use serde_json::{Value, json};

use super::{Finding, Spot};
use crate::redact::redact;

impl Finding {
    /// The finding for programs.
    pub fn json(&self) -> Value {
        json!({
            "code": self.code,
            "severity": match self.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "message": redact(&self.message),
            "place": self.place.as_ref().map(Spot::json),
            "label": self.label.as_deref().map(redact),
            "related": self.related.iter().map(|(place, words)| json!({
                "place": place.json(),
                "message": redact(words),
            })).collect::<Vec<_>>(),
            "help": self.help.as_deref().map(redact),
        })
    }
}

impl Spot {
    fn json(&self) -> Value {
        match self.stretch {
            None => json!({"file": self.file}),
            Some(stretch) => json!({
                "file": self.file,
                "line": stretch.line,
                "column": stretch.column,
                "end_line": stretch.end_line,
                "end_column": stretch.end_column,
            }),
        }
    }
}
