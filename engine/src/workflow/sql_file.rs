//! A script of SQL as a state, as pg_dump writes it.

use evenkeel_model::Catalog;
use tokio_postgres::Client;
use tokio_postgres::error::ErrorPosition;

use super::{WorkflowError, on_scratch};
use crate::introspect::introspect;
use crate::shadow::ShadowSource;

/// What a server makes of a script, as pg_dump writes it or a person.
///
/// # Errors
/// What the server refuses, with its place in the script.
pub(super) async fn of_sql(source: &ShadowSource, sql: &str) -> Result<Catalog, WorkflowError> {
    let sql = without_psql(sql);
    on_scratch(source, async |connection| {
        let sql = without_unknown_settings(connection, &sql).await?;
        connection.batch_execute(&sql).await.map_err(|error| {
            WorkflowError::Sql(error.as_db_error().map_or_else(
                || error.to_string(),
                |refusal| {
                    let place = match refusal.position() {
                        Some(ErrorPosition::Original(position)) => line_and_column(&sql, *position),
                        _ => String::new(),
                    };
                    let (message, code) = (refusal.message(), refusal.code().code());
                    format!("the server refuses the file of SQL{place}: {message} (SQLSTATE {code})")
                },
            ))
        })?;
        Ok(introspect(connection).await?.catalog)
    })
    .await
}

/// The script without the settings at its head that the server does not know: a pg_dump newer than the server sets those of
/// its own version, and psql goes on behind them. Empty lines stand for them.
async fn without_unknown_settings(client: &Client, sql: &str) -> Result<String, tokio_postgres::Error> {
    const UNKNOWN: &str = "SELECT name FROM pg_catalog.unnest($1::pg_catalog.text[]) AS s(name)
        WHERE pg_catalog.current_setting(name, true) IS NULL";
    let (head, rest) = split_head(sql);
    let names: Vec<&str> = head.lines().filter_map(setting).collect();
    if names.is_empty() {
        return Ok(sql.to_owned());
    }
    let rows = client.query(UNKNOWN, &[&names]).await?;
    let unknown: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let is_unknown = |line: &str| setting(line).is_some_and(|name| unknown.iter().any(|unknown| unknown == name));
    let kept: String = head.lines().flat_map(|line| [if is_unknown(line) { "" } else { line }, "\n"]).collect();
    Ok(kept + rest)
}

/// Cuts a script before its first line that is neither empty nor a comment nor about settings. Behind it a line may stand in
/// a function's body.
fn split_head(sql: &str) -> (&str, &str) {
    let about_settings = |line: &str| setting(line).is_some() || line.starts_with("SELECT pg_catalog.set_config(");
    let is_head = |line: &str| line.trim().is_empty() || line.starts_with("--") || about_settings(line);
    let length = sql.split_inclusive('\n').take_while(|line| is_head(line)).map(str::len).sum();
    sql.split_at_checked(length).unwrap_or((sql, ""))
}

/// The setting that a line sets, written as pg_dump writes it: `SET name = value;`.
fn setting(line: &str) -> Option<&str> {
    let (name, value) = line.strip_prefix("SET ")?.split_once(" = ")?;
    let is_name = name.chars().all(|character| character.is_ascii_lowercase() || character == '_');
    (is_name && value.trim_end().ends_with(';')).then_some(name)
}

/// Where a character lies, counted from 1, in words.
fn line_and_column(sql: &str, position: u32) -> String {
    let before: String = sql.chars().take(usize::try_from(position).unwrap_or(usize::MAX).saturating_sub(1)).collect();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!(" at line {line}, column {column}")
}

/// A script without what only psql understands, as pg_dump writes it: lines that begin with a backslash, and the rows
/// between `COPY … FROM stdin;` and `\.`. Empty lines stand for them, so that places stay what they are.
fn without_psql(sql: &str) -> String {
    let mut kept = String::with_capacity(sql.len());
    let mut in_rows = false;
    for line in sql.lines() {
        let trimmed = line.trim_end();
        if in_rows {
            in_rows = trimmed != "\\.";
        } else if trimmed.starts_with("COPY ") && trimmed.to_ascii_lowercase().ends_with("from stdin;") {
            in_rows = true;
        } else if !line.starts_with('\\') {
            kept.push_str(line);
        }
        kept.push('\n');
    }
    kept
}

#[cfg(test)]
mod tests {
    #[test]
    fn lines_that_set_something_are_known() {
        assert_eq!(super::setting("SET transaction_timeout = 0;"), Some("transaction_timeout"));
        assert_eq!(super::setting("SET a.b = 0;"), None);
        assert_eq!(super::setting("SET search_path TO a;"), None);
    }

    #[test]
    fn the_head_ends_with_the_first_object() {
        let head = "-- a dump\n\nSET one = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n";
        let rest = "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$\nSET two = 0;\n$$;\n";
        assert_eq!(super::split_head(&format!("{head}{rest}")), (head, rest));
        assert_eq!(super::split_head("SET one = 0;"), ("SET one = 0;", ""));
    }

    #[test]
    fn rows_and_psql_commands_are_left_out() {
        let dump = "\\restrict x\nCREATE TABLE a ();\nCOPY public.a (b) FROM stdin;\n1\n\\N\n\\.\nSELECT 1;\n";
        assert_eq!(super::without_psql(dump), "\nCREATE TABLE a ();\n\n\n\n\nSELECT 1;\n");
        assert_eq!(super::line_and_column("a;\nüb c", 7), " at line 2, column 4");
    }
}
