//! SQL texts that stay where they are put, whoever wrote them.

use std::sync::Arc;

use evenkeel_model::Catalog;
use evenkeel_model::object::ColumnValue;
use evenkeel_runner::file::split;

/// The catalog with parentheses around what would else be free to go on: `1 NOT NULL` is no default. All other
/// expressions stand in parentheses in any case, or end their statement.
pub(super) fn enclosed(catalog: &Catalog) -> Catalog {
    let mut catalog = catalog.clone();
    let is_default = |value: &Option<ColumnValue>| matches!(value, Some(ColumnValue::Default(_)));
    for table in catalog.tables.values_mut() {
        if !table.columns.values().any(|column| is_default(&column.value)) {
            continue;
        }
        for column in Arc::make_mut(table).columns.values_mut() {
            if let Some(ColumnValue::Default(text)) = &mut column.value {
                *text = format!("({text})");
            }
        }
    }
    for domain in catalog.domains.values_mut() {
        domain.default = domain.default.as_ref().map(|text| format!("({text})"));
    }
    catalog
}

/// Whether a text is one statement, so that no other is sent with it.
pub(super) fn is_one_statement(sql: &str) -> bool {
    matches!(split(sql).as_slice(), [piece] if piece.problem.is_none())
}

#[cfg(test)]
mod tests {
    use super::is_one_statement;

    #[test]
    fn a_text_that_ends_its_statement_is_seen() {
        assert!(is_one_statement("CREATE TABLE a (b text DEFAULT (';'))"));
        for sql in ["CREATE INDEX ON a (b) WHERE b > 0; CREATE ROLE c", "CREATE TABLE a (b text DEFAULT ('))", ""] {
            assert!(!is_one_statement(sql), "{sql}");
        }
    }
}
