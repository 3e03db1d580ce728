//! The layout: from nodes to lines.

use granit_parser::ScalarStyle;

use super::align::{self, Line};
use super::scalar;
use super::tree::{Comment, Content, Node, Tree, dash_before};
use super::{FormatError, WIDTH};

/// Writes a file in the one layout.
pub(super) fn print(tree: &Tree<'_>) -> Result<String, FormatError> {
    let mut printer = Printer { tree, next_comment: 0, lines: Vec::new() };
    if let Some(start) = tree.document_start {
        printer.comments_above(start, 0, true);
        printer.push(0, "---".to_owned());
    }
    let end = tree.source.len() + 1;
    if let Some(root) = &tree.root {
        printer.comments_above(root.start, 0, true);
        let blank = printer.blank_above(root.start);
        let first = printer.lines.len();
        let context = Context { indent: 0, limit: end, parent_column: None };
        if printer.is_block(root, 0) {
            if let Some(anchor) = &root.anchor {
                printer.push(0, anchor.clone());
            }
            printer.collection(root, context)?;
        } else {
            printer.value("", root, context)?;
        }
        if let Some(line) = printer.lines.get_mut(first) {
            line.blank_before |= blank;
        }
    }
    printer.comments_above(end, 0, true);
    Ok(align::write(&printer.lines))
}

struct Printer<'tree, 'source> {
    tree: &'tree Tree<'source>,
    /// The first comment that has not been written.
    next_comment: usize,
    lines: Vec<Line>,
}

/// Where a node is written.
#[derive(Clone, Copy)]
struct Context {
    /// The indentation of the entry or item.
    indent: usize,
    /// The byte of the file where the next node begins or the surrounding flow collection ends.
    limit: usize,
    /// The column of the surrounding block collection in the file.
    parent_column: Option<usize>,
}

impl<'tree> Printer<'tree, '_> {
    fn comment(&self) -> Option<&'tree Comment> {
        self.tree.comments.get(self.next_comment)
    }

    fn push(&mut self, indent: usize, text: String) {
        self.lines.push(Line { indent, text, ..Line::default() });
    }

    /// Whether the line above this one is empty in the file.
    fn blank_above(&self, place: usize) -> bool {
        let before = self.tree.source.get(..place).unwrap_or_default();
        let mut lines = before.rsplit('\n');
        lines.next();
        let blank = lines.next().is_some_and(|line| line.trim().is_empty());
        blank && self.lines.last().is_some_and(|line| !line.keeps_blanks)
    }

    /// Writes the comments before a place on lines of their own. `blank` says whether an empty line above the first of
    /// them is kept. True if there were any.
    fn comments_above(&mut self, before: usize, indent: usize, mut blank: bool) -> bool {
        let mut any = false;
        while let Some(comment) = self.comment().filter(|comment| comment.start < before) {
            let blank_before = blank && comment.own_line && self.blank_above(comment.start);
            self.lines.push(Line { indent, text: comment.text.clone(), blank_before, ..Line::default() });
            self.next_comment += 1;
            blank = true;
            any = true;
        }
        any
    }

    /// Writes the comments behind the last part of a block that stand as deep as the block.
    fn comments_below(&mut self, indent: usize, column: usize, limit: usize) {
        while let Some(comment) = self.comment()
            && comment.start < limit
            && comment.own_line
            && comment.column >= column
        {
            self.comments_above(comment.start + 1, indent, true);
        }
    }

    /// Takes the next comment if it stands on this line of the file, before `limit`.
    fn take_on_line(&mut self, line: usize, limit: usize) -> Option<(String, usize)> {
        let comment = self.comment().filter(|comment| comment.line == line && comment.start < limit)?;
        self.next_comment += 1;
        Some((comment.text.clone(), comment.column))
    }

    fn has_comment_inside(&self, node: &Node) -> bool {
        let from = self.tree.comments.partition_point(|comment| comment.start < node.range.start);
        self.tree.comments.get(from).is_some_and(|comment| comment.start < node.range.end)
    }

    /// The node on one line, if it can stand on one; how long that would be is not looked at.
    fn inline(&self, node: &Node) -> Option<String> {
        let text = match &node.content {
            Content::Alias => self.source(node).to_owned(),
            Content::Scalar { style: ScalarStyle::Literal | ScalarStyle::Folded, .. } => return None,
            Content::Scalar { .. } => {
                let text = self.source(node);
                if text.contains('\n') {
                    return None;
                }
                text.to_owned()
            }
            Content::Mapping { entries, .. } if entries.is_empty() => "{}".to_owned(),
            Content::Sequence { items, .. } if items.is_empty() => "[]".to_owned(),
            Content::Mapping { flow: false, .. } | Content::Sequence { flow: false, .. } => return None,
            Content::Mapping { .. } | Content::Sequence { .. } if self.has_comment_inside(node) => return None,
            Content::Mapping { entries, .. } => {
                let entries = entries.iter().map(|(key, value)| {
                    let (key, separator) = (self.inline(key)?, self.separator(key));
                    let value = self.inline(value)?;
                    Some(if value.is_empty() { key } else { format!("{key}{separator} {value}") })
                });
                format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(", "))
            }
            Content::Sequence { items, .. } => {
                let items = items.iter().map(|item| self.inline(item));
                format!("[{}]", items.collect::<Option<Vec<_>>>()?.join(", "))
            }
        };
        Some(match &node.anchor {
            Some(anchor) if text.is_empty() => anchor.clone(),
            Some(anchor) => format!("{anchor} {text}"),
            None => text,
        })
    }

    fn source(&self, node: &Node) -> &'tree str {
        self.tree.source.get(node.range.clone()).unwrap_or_default()
    }

    /// What stands between a key and its value: an alias could take the colon for a part of its name.
    fn separator(&self, key: &Node) -> &'static str {
        if matches!(key.content, Content::Alias) { " :" } else { ":" }
    }

    /// Writes the entries or items of a collection as a block.
    fn collection(&mut self, node: &Node, context: Context) -> Result<(), FormatError> {
        let (flow, starts) = match &node.content {
            Content::Mapping { flow, entries } => (*flow, entries.iter().map(|(key, _)| key.start).collect::<Vec<_>>()),
            Content::Sequence { flow, items } => {
                (*flow, items.iter().map(|item| self.item_start(item, *flow)).collect())
            }
            _ => return Ok(()),
        };
        let limit = if flow { node.range.end } else { context.limit };
        let column = (!flow).then_some(node.column);
        for (number, &start) in starts.iter().enumerate() {
            let inside = Context {
                indent: context.indent,
                limit: starts.get(number + 1).copied().unwrap_or(limit),
                parent_column: column,
            };
            let not_first = number > 0;
            let commented = self.comments_above(start, context.indent, not_first);
            let blank = (not_first || commented) && !flow && self.blank_above(start);
            let first_line = self.lines.len();
            match &node.content {
                Content::Mapping { entries, .. } => {
                    if let Some((key, value)) = entries.get(number) {
                        self.entry(key, value, inside)?;
                    }
                }
                Content::Sequence { items, .. } => {
                    if let Some(item) = items.get(number) {
                        self.item(item, inside)?;
                    }
                }
                _ => {}
            }
            if let Some(line) = self.lines.get_mut(first_line) {
                line.blank_before |= blank;
            }
        }
        if flow {
            self.comments_above(node.range.end, context.indent, false);
        } else {
            let outdented = context.parent_column.is_some_and(|parent| parent >= node.column);
            self.comments_below(context.indent, node.column + usize::from(outdented), limit);
        }
        Ok(())
    }

    /// Where an item of a sequence begins: at its `-`, in a block.
    fn item_start(&self, item: &Node, flow: bool) -> usize {
        if flow { item.start } else { dash_before(self.tree.source, &self.tree.comments, item.start) }
    }

    fn entry(&mut self, key: &Node, value: &Node, context: Context) -> Result<(), FormatError> {
        let simple = matches!(key.content, Content::Scalar { .. } | Content::Alias) && !key.is_absent();
        let Some(text) = self.inline(key).filter(|_| simple) else {
            let message = "a key must be a scalar on one line";
            return Err(FormatError::new(key.line, key.column + 1, message));
        };
        let prefix = format!("{text}{}", self.separator(key));
        if self.is_block(value, context.indent + prefix.chars().count() + 1) {
            let head = match &value.anchor {
                Some(anchor) => format!("{prefix} {anchor}"),
                None => prefix,
            };
            let comment = self.comment_of_block(key.end_line, value, context.limit);
            self.lines.push(Line { indent: context.indent, text: head, comment, ..Line::default() });
            return self.collection(value, Context { indent: context.indent + 2, ..context });
        }
        let line = if value.is_absent() { key.end_line } else { value.end_line };
        self.value_on_line(&prefix, value, line, context)
    }

    fn item(&mut self, item: &Node, context: Context) -> Result<(), FormatError> {
        if !self.is_block(item, context.indent + 2) {
            return self.value_on_line("-", item, item.end_line, context);
        }
        let deeper = Context { indent: context.indent + 2, ..context };
        if let Some(anchor) = &item.anchor {
            let comment = self.comment_of_block(item.line, item, context.limit);
            let text = format!("- {anchor}");
            self.lines.push(Line { indent: context.indent, text, comment, ..Line::default() });
            return self.collection(item, deeper);
        }
        // The first line of the block stands behind the `-`; comments before it stand above both.
        let flow = matches!(&item.content, Content::Mapping { flow: true, .. } | Content::Sequence { flow: true, .. });
        if flow
            && !self.has_comment_inside(item)
            && let Some((text, _)) = self.take_on_line(item.end_line, context.limit)
        {
            self.push(context.indent, text);
        }
        let first = self.lines.len();
        self.collection(item, deeper)?;
        for line in self.lines.iter_mut().skip(first) {
            line.indent = context.indent;
            if !line.text.starts_with('#') {
                line.text.insert_str(0, "- ");
                break;
            }
        }
        Ok(())
    }

    /// The comment that belongs to the line on which a block hangs: one on the line of its key, or behind the bracket
    /// of a flow collection that becomes a block.
    fn comment_of_block(&mut self, line: usize, node: &Node, limit: usize) -> Option<(String, usize)> {
        let (flow, first) = match &node.content {
            Content::Mapping { flow, entries } => (*flow, entries.first().map(|(key, _)| key.start)),
            Content::Sequence { flow, items } => (*flow, items.first().map(|item| item.start)),
            _ => return None,
        };
        let on_key = self.take_on_line(line, first.unwrap_or(limit).min(limit));
        if on_key.is_none() && flow && !self.has_comment_inside(node) {
            return self.take_on_line(node.end_line, limit);
        }
        on_key
    }

    /// Whether a node is written as a block that begins on a line of its own.
    fn is_block(&self, node: &Node, column: usize) -> bool {
        let has_parts = match &node.content {
            Content::Mapping { entries, .. } => !entries.is_empty(),
            Content::Sequence { items, .. } => !items.is_empty(),
            _ => false,
        };
        has_parts && self.inline(node).is_none_or(|text| column + text.chars().count() > WIDTH)
    }

    /// Writes what is no block behind `prefix`, with the comments around it.
    fn value_on_line(&mut self, prefix: &str, node: &Node, line: usize, context: Context) -> Result<(), FormatError> {
        let mut comments = Vec::new();
        let end = if node.is_absent() { 0 } else { node.range.end };
        let is_block_scalar =
            matches!(node.content, Content::Scalar { style: ScalarStyle::Literal | ScalarStyle::Folded, .. });
        while let Some(comment) = self.comment().filter(|comment| comment.start < end) {
            comments.push((comment.text.clone(), comment.column));
            self.next_comment += 1;
        }
        if !is_block_scalar {
            comments.extend(self.take_on_line(line, context.limit));
        }
        let behind = comments.pop();
        for (text, _) in comments {
            self.push(context.indent, text);
        }
        let first = self.lines.len();
        self.value(prefix, node, context)?;
        let place = if is_block_scalar { Some(first) } else { self.lines.len().checked_sub(1) };
        if let Some(line) = place.and_then(|place| self.lines.get_mut(place)) {
            line.comment = behind;
        }
        Ok(())
    }

    /// Writes what is no block behind `prefix`.
    fn value(&mut self, prefix: &str, node: &Node, context: Context) -> Result<(), FormatError> {
        let mut head = prefix.to_owned();
        let mut append = |text: &str| {
            if !head.is_empty() && !text.is_empty() {
                head.push(' ');
            }
            head.push_str(text);
        };
        if let Some(text) = self.inline(node) {
            append(&text);
            self.push(context.indent, head);
            return Ok(());
        }
        append(node.anchor.as_deref().unwrap_or_default());
        let deeper = if prefix.is_empty() { 0 } else { context.indent + 2 };
        match &node.content {
            Content::Scalar { style: style @ (ScalarStyle::Literal | ScalarStyle::Folded), value } => {
                let block = scalar::block(self.tree, node, *style, value);
                append(&block.header);
                self.push(context.indent, head);
                self.lines.extend(scalar::indented(block.lines, deeper.max(2)));
                if let Some(line) = self.lines.last_mut() {
                    line.keeps_blanks = block.keep;
                }
                Ok(())
            }
            Content::Scalar { .. } => {
                let mut lines = scalar::folded_lines(self.source(node)).into_iter();
                append(&lines.next().unwrap_or_default());
                self.push(context.indent, head);
                self.lines.extend(scalar::indented(lines, deeper));
                Ok(())
            }
            _ => {
                let message = "this collection cannot stand here; write it on lines of its own";
                Err(FormatError::new(node.line, node.column + 1, message))
            }
        }
    }
}
