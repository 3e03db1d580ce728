//! Rows as text of a file.

use super::csv;
use crate::api::{ExportFormat, Identity, ResultColumn, ValueKind};
use crate::data::{Relation, RelationColumn};
use crate::quote;

/// The table that INSERT statements name where the rows are of none.
const RESULT: &str = "result";

/// Writes a file of rows.
pub struct Writer {
    format: ExportFormat,
    columns: Vec<Column>,
    /// What stands before the values of each INSERT.
    head: String,
    rows: u64,
}

struct Column {
    name: String,
    kind: ValueKind,
    /// Whether the server makes its values itself, and takes no others.
    generated: bool,
}

impl Writer {
    /// For these columns of a relation.
    pub fn of_relation(format: ExportFormat, relation: &Relation, columns: &[RelationColumn]) -> Self {
        // What the server would number it takes only where it is told to.
        let always = columns.iter().any(|column| column.identity == Some(Identity::Always));
        let columns = columns.iter().map(|column| Column {
            name: column.name.clone(),
            kind: column.kind,
            generated: column.generated.is_some(),
        });
        Self::new(format, &quote::qualified(&relation.schema, &relation.name), columns.collect(), always)
    }

    /// For these columns of a result, which is no table.
    pub fn of_result(format: ExportFormat, columns: &[ResultColumn]) -> Self {
        let columns =
            columns.iter().map(|column| Column { name: column.name.clone(), kind: column.kind, generated: false });
        Self::new(format, RESULT, columns.collect(), false)
    }

    fn new(format: ExportFormat, target: &str, columns: Vec<Column>, always: bool) -> Self {
        let names: Vec<_> =
            columns.iter().filter(|column| !column.generated).map(|column| quote::name(&column.name)).collect();
        let head = format!(
            "INSERT INTO {target} ({}){} VALUES (",
            names.join(", "),
            if always { " OVERRIDING SYSTEM VALUE" } else { "" }
        );
        Self { format, columns, head, rows: 0 }
    }

    /// What kind of file it is.
    pub fn content_type(&self) -> &'static str {
        match self.format {
            ExportFormat::Csv => "text/csv; charset=utf-8",
            ExportFormat::Json => "application/json",
            ExportFormat::Insert => "application/sql; charset=utf-8",
            ExportFormat::Markdown => "text/markdown; charset=utf-8",
        }
    }

    /// The beginning of the file.
    pub fn begin(&self) -> String {
        let names = self.columns.iter().map(|column| column.name.as_str());
        match self.format {
            ExportFormat::Csv => record(names.map(Some)),
            ExportFormat::Json => "[".to_owned(),
            ExportFormat::Insert => String::new(),
            ExportFormat::Markdown => {
                let names: Vec<_> = names.map(cell).collect();
                let line: Vec<_> = self
                    .columns
                    .iter()
                    .map(|column| if column.kind == ValueKind::Number { "---:" } else { "---" })
                    .collect();
                format!("| {} |\n| {} |\n", names.join(" | "), line.join(" | "))
            }
        }
    }

    /// A row.
    pub fn row(&mut self, values: &[Option<String>], text: &mut String) {
        self.rows += 1;
        let pairs = || self.columns.iter().zip(values.iter().map(Option::as_deref));
        match self.format {
            ExportFormat::Csv => text.push_str(&record(values.iter().map(Option::as_deref))),
            ExportFormat::Json => {
                let members: Vec<_> = pairs()
                    .map(|(column, value)| format!("{}: {}", string(&column.name), json(column, value)))
                    .collect();
                let comma = if self.rows == 1 { "" } else { "," };
                text.push_str(&format!("{comma}\n  {{{}}}", members.join(", ")));
            }
            ExportFormat::Insert => {
                let values: Vec<_> = pairs()
                    .filter(|(column, _)| !column.generated)
                    .map(|(_, value)| value.map_or_else(|| "NULL".to_owned(), quote::literal))
                    .collect();
                text.push_str(&format!("{}{});\n", self.head, values.join(", ")));
            }
            ExportFormat::Markdown => {
                let values: Vec<_> =
                    pairs().map(|(_, value)| value.map_or_else(|| "*NULL*".to_owned(), cell)).collect();
                text.push_str(&format!("| {} |\n", values.join(" | ")));
            }
        }
    }

    /// The end of the file.
    pub fn end(&self) -> &'static str {
        match self.format {
            ExportFormat::Json => "\n]\n",
            _ => "",
        }
    }
}

fn record<'a>(values: impl Iterator<Item = Option<&'a str>>) -> String {
    let mut text = String::new();
    for (place, value) in values.enumerate() {
        if place > 0 {
            text.push(',');
        }
        csv::write(value, &mut text);
    }
    text.push('\n');
    text
}

/// A value as JSON: what JSON has a form for that loses nothing is in that form.
fn json(column: &Column, value: Option<&str>) -> String {
    match (column.kind, value) {
        (_, None) => "null".to_owned(),
        (ValueKind::Boolean, Some("t")) => "true".to_owned(),
        (ValueKind::Boolean, Some("f")) => "false".to_owned(),
        (ValueKind::Number, Some(value)) if is_number(value) => value.to_owned(),
        // A text or null of JSON would be taken for a text or NULL of SQL; a row stays on one line.
        (ValueKind::Json, Some(value)) if is_unmistakable(value) => value.to_owned(),
        (_, Some(value)) => string(value),
    }
}

/// Whether a document of JSON is no text and not null, and on one line.
fn is_unmistakable(document: &str) -> bool {
    let document = document.trim();
    !document.starts_with('"') && document != "null" && !document.contains(['\n', '\r'])
}

/// Whether a text is a number of JSON; money and NaN are none.
fn is_number(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-')
        && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text within a table of Markdown.
fn cell(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;");
    text.replace("\r\n", "<br>").replace(['\n', '\r'], "<br>")
}
