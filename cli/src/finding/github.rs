//! Findings as workflow commands, which GitHub shows beside the lines of a pull request
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).

use evenkeel_model::diagnostic::Severity;

use super::Finding;

/// One command a finding, each on a line.
pub fn workflow_commands(findings: &[Finding]) -> String {
    findings.iter().map(command).collect()
}

fn command(finding: &Finding) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(&place.file_in_checkout().to_string_lossy())));
        if let Some(stretch) = place.stretch {
            properties.push(format!("line={},endLine={}", stretch.line, stretch.end_line));
            // Columns are understood within one line only.
            if stretch.line == stretch.end_line {
                properties.push(format!("col={},endColumn={}", stretch.column, stretch.end_column));
            }
        }
    }
    properties.push(format!("title={}", property(&format!("keel: {}", finding.code))));
    let help = finding.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("::{kind} {}::{}\n", properties.join(","), data(&format!("{}{help}", finding.message)))
}

/// Text after the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Spot, Stretch};
    use super::*;

    #[test]
    fn what_means_something_to_github_is_escaped() {
        let mut finding = Finding::error("a-b", "100%\nsure: yes, that").in_file("a,b:c.yaml").with_help("do\r\nit");
        assert_eq!(
            command(&finding),
            "::error file=a%2Cb%3Ac.yaml,title=keel%3A a-b::100%25%0Asure: yes, that%0Ahelp: do%0D%0Ait\n"
        );
        let mut stretch = Stretch { line: 2, column: 3, end_line: 2, end_column: 5 };
        finding.help = None;
        finding.message = "x".to_owned();
        finding.severity = Severity::Warning;
        finding.place = Some(Spot { file: "f".into(), stretch: Some(stretch) });
        assert_eq!(command(&finding), "::warning file=f,line=2,endLine=2,col=3,endColumn=5,title=keel%3A a-b::x\n");
        stretch.end_line = 4;
        finding.place = Some(Spot { file: "f".into(), stretch: Some(stretch) });
        assert_eq!(command(&finding), "::warning file=f,line=2,endLine=4,title=keel%3A a-b::x\n");
    }
}
