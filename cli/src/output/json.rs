//! The JSON document that every command prints under `--output json`, documented in `cli/docs/json.md`.

use serde_json::{Map, Value, json};

use super::{Report, Status};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::redact::redact;

/// The version of the form. It goes up when a member is renamed, removed or means something else, not when one is added.
const FORMAT_VERSION: u32 = 1;

/// The document of a command.
pub(super) fn document(command: &str, outcome: &Result<Box<dyn Report>, Failure>, warnings: &[String]) -> Value {
    let status = match outcome {
        Ok(report) if report.status() == Status::Done => "done",
        Ok(_) => "finding",
        Err(failure) if failure.is_interruption() => "interrupted",
        Err(_) => "error",
    };
    let mut document = Map::new();
    document.insert("keel".to_owned(), FORMAT_VERSION.into());
    document.insert("command".to_owned(), command.into());
    document.insert("status".to_owned(), status.into());
    match outcome {
        Ok(report) => document.extend(report.json()),
        Err(failure) => {
            document.insert("error".to_owned(), failure_object(failure));
        }
    }
    document.insert("warnings".to_owned(), warnings.iter().map(|warning| Value::from(redact(warning))).collect());
    Value::Object(document)
}

fn failure_object(failure: &Failure) -> Value {
    json!({
        "code": failure.code,
        "message": redact(&failure.message),
        "causes": failure.causes.iter().map(|cause| redact(cause)).collect::<Vec<_>>(),
        "help": failure.help.as_deref().map(redact),
        "findings": failure.findings.iter().map(Finding::json).collect::<Vec<_>>(),
        "details": failure.details,
    })
}
