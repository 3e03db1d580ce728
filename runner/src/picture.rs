//! Pictures of source text for messages: the lines around a place, with a caret.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Source text of which a picture shows a part.
pub(crate) struct Source<'a> {
    /// The file, for its name.
    pub path: &'a str,
    /// The text, or a part of it.
    pub text: &'a str,
    /// The line of the file on which the text begins, from 1.
    pub first_line: usize,
}

impl Source<'_> {
    /// A picture of the bytes `span` of the text below a title, with at most so many lines above and below the caret.
    pub fn picture(&self, title: &str, span: Range<usize>, lines_around: usize) -> String {
        let text = self.text;
        let start = text.floor_char_boundary(span.start);
        let above = text.get(..start).unwrap_or_default();
        let first = above.rmatch_indices('\n').nth(lines_around).map_or(0, |(at, _)| at + 1);
        let below = text.get(start..).unwrap_or_default();
        let last = below.match_indices('\n').nth(lines_around).map_or(text.len(), |(at, _)| start + at);
        let shown = text.get(first..last).unwrap_or_default();
        let skipped = text.get(..first).unwrap_or_default().matches('\n').count();
        let end = text.ceil_char_boundary(span.end).clamp(start, last);
        let annotation = AnnotationKind::Primary.span(start - first..end - first);
        let snippet = Snippet::source(shown)
            .path(self.path)
            .line_start(self.first_line + skipped)
            .fold(false)
            .annotation(annotation);
        Renderer::plain().render(&[Level::ERROR.no_name().primary_title(title).element(snippet)])
    }
}

/// Line (from 1) and column in characters (from 1) of a byte offset.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let above = text.get(..offset).unwrap_or(text);
    let line_start = above.rfind('\n').map_or(0, |at| at + 1);
    let column = above.get(line_start..).unwrap_or_default().chars().filter(|first| *first != '\u{feff}').count();
    (above.matches('\n').count() + 1, column + 1)
}
