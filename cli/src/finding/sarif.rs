//! Findings as SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), which code scanning
//! reads.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use evenkeel_model::diagnostic::Severity;
use serde_json::{Value, json};

use super::{Finding, Spot};
use crate::redact::redact;

/// The log of one run.
pub fn sarif(findings: &[Finding]) -> Value {
    let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "keel",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": codes.iter().map(|code| json!({"id": code})).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn result(finding: &Finding) -> Value {
    let help = finding.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    json!({
        "ruleId": finding.code,
        "level": match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": {"text": redact(&format!("{}{help}", finding.message))},
        "locations": finding.place.iter().map(location).collect::<Vec<_>>(),
        "relatedLocations": finding.related.iter().map(|(place, words)| {
            let mut location = location(place);
            if let Some(members) = location.as_object_mut() {
                members.insert("message".to_owned(), json!({"text": redact(words)}));
            }
            location
        }).collect::<Vec<_>>(),
    })
}

fn location(place: &Spot) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(&place.file_in_checkout())}});
    if let (Some(stretch), Some(members)) = (place.stretch, physical.as_object_mut()) {
        members.insert(
            "region".to_owned(),
            json!({
                "startLine": stretch.line,
                "startColumn": stretch.column,
                "endLine": stretch.end_line,
                "endColumn": stretch.end_column,
            }),
        );
    }
    json!({"physicalLocation": physical})
}

/// A path as a reference relative to the root of the checkout, or as a file's URI where it is absolute.
fn uri(path: &Path) -> String {
    let mut uri = String::new();
    for component in path.components() {
        match component {
            Component::RootDir => uri.push_str("file://"),
            Component::CurDir => continue,
            _ => {
                if !uri.is_empty() {
                    uri.push('/');
                }
                for byte in component.as_os_str().to_string_lossy().bytes() {
                    match byte {
                        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => uri.push(byte.into()),
                        _ => uri.push_str(&format!("%{byte:02X}")),
                    }
                }
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri(Path::new("./a b/ä.yaml")), "a%20b/%C3%A4.yaml");
        assert_eq!(uri(Path::new("/a/b:c")), "file:///a/b%3Ac");
        assert_eq!(uri(Path::new("../a")), "../a");
    }

    #[test]
    fn a_finding_has_its_rule() {
        let findings =
            [Finding::error("b", "m").in_file("f"), Finding::error("a", "m").with_help("h"), Finding::error("b", "n")];
        let log = sarif(&findings);
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], json!([{"id": "a"}, {"id": "b"}]));
        assert_eq!(log["runs"][0]["results"][1]["message"]["text"], "m\nhelp: h");
        assert_eq!(
            log["runs"][0]["results"][0]["locations"],
            json!([{"physicalLocation": {"artifactLocation": {"uri": "f"}}}])
        );
    }
}
