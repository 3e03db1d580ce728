//! A script of SQL as a state, as pg_dump writes it.

use std::ops::Range;
use std::path::Path;
use std::pin::pin;

use evenkeel_lexer::{Lexer, TokenKind};
use evenkeel_model::Catalog;
use evenkeel_runner::file::{Fault, split};
use futures_util::StreamExt as _;
use tokio_postgres::error::{ErrorPosition, SqlState};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::cluster::place_for_script;
use super::{WorkflowError, on_scratch};
use crate::introspect::introspect;
use crate::lint::acting_on_the_server;
use crate::shadow::ShadowSource;

/// A script and the file that it was read from, for messages.
#[derive(Clone, Copy, Debug)]
pub struct Script<'a> {
    /// The file.
    pub path: &'a Path,
    /// Its text.
    pub text: &'a str,
}

impl Script<'_> {
    /// What is wrong with these bytes of it.
    pub(super) fn fault(&self, span: Range<usize>, message: &str, help: &str) -> Fault {
        Fault::at(self.path, self.text, span, message, help)
    }

    /// Bytes of a text whose lines are those of the script or empty, as bytes of the script.
    pub(super) fn bytes_of(&self, sql: &str, span: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let before = sql.get(..at).unwrap_or(sql);
            let line = before.matches('\n').count();
            let inside = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
            self.text.split_inclusive('\n').take(line).map(str::len).sum::<usize>() + inside
        };
        place(span.start)..place(span.end)
    }
}

/// What a server makes of a script, as pg_dump writes it or a person.
///
/// # Errors
/// What the server refuses, with its place in the script; statements that act on the whole server, where that is the
/// target's.
pub(super) async fn of_sql(source: &ShadowSource, script: &Script<'_>) -> Result<Catalog, WorkflowError> {
    let sql = without_database(without_psql(script.text));
    let source = place_for_script(source, script, &sql).await?;
    on_scratch(&source, async |connection| {
        let sql = without_unknown_settings(connection, &sql).await?;
        if let Err((number, error)) = run(connection, &sql).await {
            let unset = split(&sql).get(number).map(|piece| script.bytes_of(&sql, &piece.span));
            return Err(refused(script, &sql, unset, &error));
        }
        Ok(introspect(connection).await?.catalog)
    })
    .await
}

/// Runs a script in one go. Where it fails, the number of the statement that did, from 0.
async fn run(client: &Client, sql: &str) -> Result<(), (usize, tokio_postgres::Error)> {
    let mut answers = pin!(client.simple_query_raw(sql).await.map_err(|error| (0, error))?);
    let mut done = 0;
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(SimpleQueryMessage::CommandComplete(_)) => done += 1,
            Ok(_) => {}
            Err(error) => return Err((done, error)),
        }
    }
    Ok(())
}

/// What the server refused, where it says that it is, else at the beginning of its statement.
fn refused(
    script: &Script<'_>,
    sql: &str,
    statement: Option<Range<usize>>,
    error: &tokio_postgres::Error,
) -> WorkflowError {
    let Some(refusal) = error.as_db_error() else { return WorkflowError::Sql(vec![], error.to_string()) };
    let named = match refusal.position() {
        Some(ErrorPosition::Original(position)) => {
            let before = usize::try_from(*position).unwrap_or(usize::MAX).saturating_sub(1);
            let at = sql.char_indices().nth(before).map_or(sql.len(), |(at, _)| at);
            Some(script.bytes_of(sql, &(at..at)).start)
        }
        _ => statement.map(|statement| statement.start),
    };
    let mut message = format!("{} [{}]", refusal.message(), refusal.code().code());
    if let Some(detail) = refusal.detail() {
        message.push_str(&format!("; {detail}"));
    }
    let no_role = *refusal.code() == SqlState::UNDEFINED_OBJECT && refusal.message().starts_with("role ");
    let help = match refusal.hint() {
        Some(hint) => hint,
        None if no_role => {
            "name a server that has the role with --shadow URL, or leave owners and rights out: pg_dump --no-owner --no-acl"
        }
        None => "mend the file, then run this again",
    };
    match named {
        Some(start) => {
            let rest = script.text.get(start..).unwrap_or_default();
            let word = rest.find(|end: char| !(end.is_alphanumeric() || end == '_')).unwrap_or(rest.len()).max(1);
            WorkflowError::Sql(vec![script.fault(start..start + word, &message, help)], message)
        }
        None => WorkflowError::Sql(Vec::new(), message),
    }
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

/// A script without what only psql understands, as pg_dump writes it: lines that begin with a backslash, and the rows
/// between `COPY … FROM stdin;` and `\.`. Empty lines stand for them, so that places stay what they are. With it comes where
/// the last line stood that connects to a database.
///
/// Where every line ends in CRLF that came from an editor or from version control, and means LF. Where some do, the others
/// say that it is part of a value.
fn without_psql(sql: &str) -> (String, Option<usize>) {
    let converted = !sql.replace("\r\n", "").contains('\n');
    let mut kept = String::with_capacity(sql.len());
    let (mut in_rows, mut connected) = (false, None);
    // Up to where it is known that no string, name or comment is open.
    let mut closed = 0;
    for line in sql.split_inclusive('\n') {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').filter(|_| converted).unwrap_or(line);
        let trimmed = line.trim_end();
        if in_rows {
            in_rows = trimmed != "\\.";
        } else {
            let copies = trimmed.starts_with("COPY ") && trimmed.to_ascii_lowercase().ends_with("from stdin;");
            if !(copies || line.starts_with('\\')) || is_open(kept.get(closed..).unwrap_or_default()) {
                kept.push_str(line);
            } else {
                closed = kept.len();
                in_rows = copies;
                if trimmed.starts_with("\\connect ") {
                    connected = Some(kept.len());
                }
            }
        }
        kept.push('\n');
    }
    (kept, connected)
}

/// Whether a text ends inside of a string, a quoted name or a comment.
fn is_open(sql: &str) -> bool {
    Lexer::new(sql).any(|token| matches!(token.kind, TokenKind::Unterminated(_)))
}

/// The script without what it says of its database as a whole, where it makes that first and then connects to it, as with
/// `pg_dump --create`: a scratch database stands for it. One that makes something in more than one database stays as it is.
fn without_database((sql, connected): (String, Option<usize>)) -> String {
    let Some(connected) = connected else { return sql };
    let pieces = split(&sql);
    let texts: Vec<&str> = pieces.iter().map(|piece| sql.get(piece.span.clone()).unwrap_or_default()).collect();
    let of_database = acting_on_the_server(&texts).into_iter().filter(|(_, on)| *on == "databases");
    let spans: Vec<_> = of_database.filter_map(|(number, _)| Some(pieces.get(number)?.span.clone())).collect();
    let mut without = String::with_capacity(sql.len());
    for span in spans {
        // The semicolon goes too, so that the settings behind are the script's head.
        let end = sql.get(span.end..).and_then(|rest| rest.find(';')).map_or(span.end, |length| span.end + length + 1);
        without.push_str(sql.get(without.len()..span.start).unwrap_or_default());
        let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
        without.extend(sql.get(span.start..end).unwrap_or_default().bytes().map(blank));
    }
    without.push_str(sql.get(without.len()..).unwrap_or_default());
    let is_one = without.get(..connected).is_some_and(|before| split_head(before).1.is_empty());
    if is_one { without } else { sql }
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
        assert_eq!(super::without_psql(dump).0, "\nCREATE TABLE a ();\n\n\n\n\nSELECT 1;\n");
        let script = super::Script { path: std::path::Path::new("x.sql"), text: &dump.replace('\n', "\r\n") };
        let found = script.bytes_of(&super::without_psql(script.text).0, &(24..30));
        assert_eq!(script.text.get(found), Some("SELECT"));
    }

    #[test]
    fn lines_of_a_string_are_none_for_psql() {
        let script = "SELECT 'a\n\\two', $$\nCOPY a FROM stdin;\n$$;\n\\echo b\nSELECT 1;\n";
        assert_eq!(super::without_psql(script).0, script.replace("\\echo b", ""));
    }

    #[test]
    fn where_every_line_ends_in_crlf_it_means_lf() {
        assert_eq!(super::without_psql("SELECT 'a\r\nb';\r\n").0, "SELECT 'a\nb';\n");
        assert_eq!(super::without_psql("SELECT 'a\r\nb';\n").0, "SELECT 'a\r\nb';\n");
    }

    #[test]
    fn the_database_is_left_out_where_the_script_connects_to_it_alone() {
        let without = |text: &str| super::without_database(super::without_psql(text));
        let dump = "SET a = 0;\nCREATE DATABASE ä;\n\\connect ä\nSET a = 0;\nCOMMENT ON DATABASE ä\n IS 'x';\nCREATE TABLE b ();\n";
        let found = without(dump);
        assert_eq!(found.split_whitespace().collect::<Vec<_>>().join(" "), "SET a = 0; SET a = 0; CREATE TABLE b ();");
        assert_eq!((found.len() + "\\connect ä".len(), found.lines().count()), (dump.len(), dump.lines().count()));
        assert_eq!(super::split_head(&found).1, "CREATE TABLE b ();\n");
        let two = "CREATE TABLE a ();\nCREATE DATABASE b;\n\\connect b\nCREATE TABLE b ();\n";
        assert!(without(two).contains("CREATE DATABASE b;"), "what stands in two databases is not taken for one");
    }
}
