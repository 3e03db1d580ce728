//! pg_dump as a witness: what a database holds, in the words of PostgreSQL's own tool.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Once;

use evenkeel_connect::ConnectOptions;
use evenkeel_native::find_program;

/// The environment variable that names the pg_dump to use.
pub const DUMP_VARIABLE: &str = "EVENKEEL_PG_DUMP";

/// The schema of a database as `pg_dump --schema-only --no-owner` writes it, made comparable by [`normalize_dump`]; nothing,
/// said aloud once, where no pg_dump of at least the server's major version is found (`EVENKEEL_PG_DUMP`, PATH, the usual
/// folders). On the embedded server it is the embedded one. Close every connection first where the server has only one.
///
/// # Panics
/// Where the database cannot be reached, or pg_dump fails.
pub async fn pg_dump(url: &str) -> Option<String> {
    let options = match ConnectOptions::parse(url) {
        Ok(options) => options,
        Err(error) => panic!("{error}"),
    };
    #[cfg(feature = "embedded")]
    if let Some(server) = crate::TestServer::get().embedded_server() {
        return match server.pg_dump(options.database()) {
            Ok(dump) => Some(normalize_dump(&dump)),
            Err(error) => panic!("{error}"),
        };
    }
    let connection = match options.connect().await {
        Ok(connection) => connection,
        Err(error) => panic!("{error}"),
    };
    let major = connection.server_major();
    connection.close().await;
    let program = pg_dump_program(major)?;
    let mut command = Command::new(&program);
    command.args(["--schema-only", "--no-owner"]).envs(options.libpq_environment());
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => panic!("{}: {error}", program.display()),
    };
    if !output.status.success() {
        panic!("{} of {options} failed: {}", program.display(), String::from_utf8_lossy(&output.stderr));
    }
    Some(normalize_dump(&String::from_utf8_lossy(&output.stdout)))
}

/// The pg_dump for a server of this major version: the one that `EVENKEEL_PG_DUMP` names, else one of this machine's that reads
/// it; nothing, said aloud once, where there is none.
pub fn pg_dump_program(major: u32) -> Option<PathBuf> {
    if let Some(program) = std::env::var_os(DUMP_VARIABLE).filter(|value| !value.is_empty()) {
        return Some(PathBuf::from(program));
    }
    let found = find_program("pg_dump", major);
    if found.is_none() {
        static SAID: Once = Once::new();
        SAID.call_once(|| {
            let line = format!(
                "NO DUMPS ARE COMPARED: there is no pg_dump of PostgreSQL {major} or newer; name one in {DUMP_VARIABLE}\n"
            );
            let _ = std::io::stderr().write_all(line.as_bytes());
        });
    }
    found
}

/// A dump without what differs from run to run (comments, versions, the random word of `\restrict`, settings of the
/// session, empty lines), and with the columns of each table and composite type and the storage parameters of each object
/// sorted: ADD COLUMN and SET append, so their order is no difference.
pub fn normalize_dump(dump: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut columns: Option<Vec<String>> = None;
    for line in whole_lines(dump) {
        let bare = line.trim();
        if let Some(gathered) = &mut columns {
            if bare.starts_with(')') {
                gathered.sort();
                lines.append(gathered);
                lines.push(line);
                columns = None;
            } else {
                gathered.push(line.trim_end_matches(',').to_owned());
            }
            continue;
        }
        let noise = bare.is_empty()
            || bare.starts_with("--")
            || bare.starts_with('\\')
            || bare.starts_with("SET ")
            || bare.starts_with("SELECT pg_catalog.set_config(");
        if noise {
            continue;
        }
        let opens = ["CREATE TABLE ", "CREATE UNLOGGED TABLE ", "CREATE FOREIGN TABLE "]
            .iter()
            .any(|start| bare.starts_with(start))
            || (bare.starts_with("CREATE TYPE ") && bare.ends_with(" AS ("));
        if opens && bare.ends_with('(') {
            columns = Some(Vec::new());
        }
        lines.push(line);
    }
    lines.push(String::new());
    lines.iter().map(|line| with_sorted_parameters(line)).collect::<Vec<_>>().join("\n")
}

/// The line with its storage parameters, `WITH (name='value', name='value')`, in the order of their names.
fn with_sorted_parameters(line: &str) -> String {
    const WITH: &str = "WITH (";
    let Some((before, rest)) = line.split_once(WITH) else { return line.to_owned() };
    let Some((inside, after)) = rest.split_once(')') else { return line.to_owned() };
    let mut parameters: Vec<&str> = inside.split(", ").collect();
    if !parameters.iter().all(|parameter| parameter.contains("='") && parameter.ends_with('\'')) {
        return line.to_owned();
    }
    parameters.sort_unstable();
    format!("{before}{WITH}{}){after}", parameters.join(", "))
}

/// The lines of a dump, of which those within a quoted name, a text or the body of a function are one.
fn whole_lines(dump: &str) -> Vec<String> {
    let mut whole = Vec::new();
    let mut line = String::new();
    let mut quote: Option<String> = None;
    for part in dump.lines() {
        let is_comment = quote.is_none() && part.starts_with("--");
        line.push_str(part);
        if !is_comment {
            quote = open_at_end(part, quote);
        }
        if quote.is_none() {
            whole.push(std::mem::take(&mut line));
        } else {
            line.push('\n');
        }
    }
    if !line.is_empty() {
        whole.push(line);
    }
    whole
}

/// The quote that is open at the end of a line: `"`, `'` or that of a dollar-quoted text. One that is doubled closes and
/// opens again.
fn open_at_end(line: &str, mut quote: Option<String>) -> Option<String> {
    let mut rest = line;
    while !rest.is_empty() {
        if let Some(open) = &quote {
            match rest.split_once(open.as_str()) {
                Some((_, after)) => {
                    rest = after;
                    quote = None;
                }
                None => return quote,
            }
        } else {
            let start = rest.find(['"', '\'', '$'])?;
            let (before, from) = rest.split_at(start);
            let (tag, after) = opening(before, from);
            rest = after;
            quote = tag.map(str::to_owned);
        }
    }
    quote
}

/// The quote that opens where a text from a quotation mark or dollar on does, if one does, and what follows.
fn opening<'text>(before: &str, from: &'text str) -> (Option<&'text str>, &'text str) {
    let (mark, after) = from.split_at(1);
    if mark != "$" {
        return (Some(mark), after);
    }
    let name = after.split_once('$').map(|(name, _)| name).filter(|name| {
        name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
            && !name.starts_with(|letter: char| letter.is_ascii_digit())
            && !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
    });
    match name {
        Some(name) => {
            let (tag, after) = from.split_at(name.len() + 2);
            (Some(tag), after)
        }
        None => (None, after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_columns_and_drops_noise() {
        let dump = "--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\nSET lock_timeout = 0;\n\
                    CREATE TABLE public.t (\n    b integer,\n    a text NOT NULL\n);\n\n\
                    CREATE TYPE public.c AS (\n\tz text,\n\ty text\n);\n\
                    CREATE TYPE public.e AS ENUM (\n    'z',\n    'y'\n);\n";
        let expected = "CREATE TABLE public.t (\n    a text NOT NULL\n    b integer\n);\n\
                        CREATE TYPE public.c AS (\n\ty text\n\tz text\n);\n\
                        CREATE TYPE public.e AS ENUM (\n    'z',\n    'y'\n);\n";
        assert_eq!(normalize_dump(dump), expected);
    }

    #[test]
    fn quoted_names_and_texts_have_lines_of_their_own() {
        let dump = "-- Name: it's; Type: TABLE\nCREATE TABLE \"new\nline\".a (\n    c integer DEFAULT '\n)',\n    \"b\nb\" \
                    integer\n);\nCOMMENT ON TABLE a IS 'it''s $$\n\nSET ';\nSET a = 1;\n";
        let expected = "CREATE TABLE \"new\nline\".a (\n    \"b\nb\" integer\n    c integer DEFAULT '\n)'\n);\n\
                        COMMENT ON TABLE a IS 'it''s $$\n\nSET ';\n";
        assert_eq!(normalize_dump(dump), expected);
    }

    #[test]
    fn storage_parameters_are_sorted() {
        let dump =
            "CREATE INDEX a ON b USING hash (c) WITH (z='1', a='off') WHERE d;\nCREATE INDEX b ON c (d) WITH (a, b);\n";
        let expected = dump.replace("z='1', a='off'", "a='off', z='1'");
        assert_eq!(normalize_dump(dump), expected);
    }

    #[test]
    fn a_functions_text_stays_as_it_is() {
        let dump =
            "CREATE FUNCTION public.f() RETURNS void\n    AS $_$\n-- kept\n\nSET x = 1;\nCREATE TABLE t (\n$1\n$_$;\n";
        assert_eq!(normalize_dump(dump), dump);
    }
}
