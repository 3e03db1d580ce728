//! The JSON document that every command prints under `--output json`, documented in `cli/docs/json.md`.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Report, Status};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::redact::redact;

/// The version of the form. It goes up when a member is renamed, removed or means something else, not when one is added.
const FORMAT_VERSION: u32 = 1;

/// The document. What tells documents apart comes first.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    keel: u32,
    command: &'a str,
    status: &'static str,
    #[serde(flatten)]
    members: Map<String, Value>,
    warnings: Vec<String>,
}

/// The document of a command.
pub(super) fn document<'a>(
    command: &'a str,
    outcome: &Result<Box<dyn Report>, Failure>,
    warnings: &[String],
) -> Document<'a> {
    let status = match outcome {
        Ok(report) if report.status() == Status::Done => "done",
        Ok(_) => "finding",
        Err(failure) if failure.is_interruption() => "interrupted",
        Err(_) => "error",
    };
    let members = match outcome {
        Ok(report) => report.json(),
        Err(failure) => [("error".to_owned(), failure_object(failure))].into_iter().collect(),
    };
    let warnings = warnings.iter().map(|warning| redact(warning).into_owned()).collect();
    Document { keel: FORMAT_VERSION, command, status, members, warnings }
}

fn failure_object(failure: &Failure) -> Value {
    json!({
        "code": failure.code,
        "message": redact(&failure.message),
        "causes": failure.causes.iter().map(|cause| redact(cause)).collect::<Vec<_>>(),
        "help": failure.help.as_deref().map(redact),
        "findings": failure.findings.iter().map(Finding::json).collect::<Vec<_>>(),
        "details": failure.details.as_deref().map(masked),
    })
}

/// A value in whose texts passwords are masked.
fn masked(value: &Value) -> Value {
    match value {
        Value::String(text) => redact(text).into(),
        Value::Array(values) => values.iter().map(masked).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), masked(value))).collect(),
        other => other.clone(),
    }
}
