//! Findings as a person reads them: with the lines of the file they speak of.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::Diagnostic;
use crate::declared::{Place, SourceFile};
use crate::diagnostic::Severity;

/// Draws a finding: its words, then file, line and column, the lines themselves with the places marked, and advice.
/// There is no line feed at the end.
pub fn render(finding: &Diagnostic, files: &[SourceFile], colour: bool) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.code);
    let mut pictures: Vec<(usize, Vec<Annotation<'_>>)> = Vec::new();
    let mut mark = |place: Place, kind: AnnotationKind, label: Option<&'_ str>| {
        let Some(file) = files.get(place.file) else { return };
        let annotation = kind.span(within(place, &file.text)).label(label.map(str::to_owned));
        match pictures.iter_mut().find(|(known, _)| *known == place.file) {
            Some((_, annotations)) => annotations.push(annotation),
            None => pictures.push((place.file, vec![annotation])),
        }
    };
    if let Some(place) = finding.place {
        mark(place, AnnotationKind::Primary, finding.label.as_deref());
    }
    for (place, words) in &finding.related {
        mark(*place, AnnotationKind::Context, Some(words));
    }
    let mut group = Group::with_title(title);
    for (file, annotations) in pictures {
        if let Some(file) = files.get(file) {
            group = group.element(
                Snippet::source(file.text.as_str()).path(file.path.display().to_string()).annotations(annotations),
            );
        }
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// Draws several findings, an empty line between them.
pub fn render_all(findings: &[Diagnostic], files: &[SourceFile], colour: bool) -> String {
    findings.iter().map(|finding| render(finding, files, colour)).collect::<Vec<_>>().join("\n\n")
}

/// The line and column of a byte of a text, both from 1, the column in characters.
pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = crate::name::clip(text, byte);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before.get(line_start..).map_or(0, |line| line.chars().count());
    (before.matches('\n').count() + 1, column + 1)
}

/// A place as the renderer takes it: inside the text, on characters' boundaries, and only its first line, since a
/// frame around a whole table says nothing.
fn within(place: Place, text: &str) -> std::ops::Range<usize> {
    let start = crate::name::clip(text, place.start).len();
    let end = crate::name::clip(text, place.end).len().max(start);
    let first_line = text.get(start..end).and_then(|stretch| stretch.find('\n'));
    start..first_line.map_or(end, |length| start + length)
}
