//! A server with a schema and some data in it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use evenkeel_connect::Connection;
use evenkeel_sql::{Parameter, Statement};
use evenkeel_test_support::TestDatabase;
use tokio_postgres::SimpleQueryMessage;

pub(crate) struct Server {
    _database: TestDatabase,
    connection: Connection,
    types: RefCell<BTreeMap<u32, String>>,
    seen: Cell<Seen>,
    count: Cell<usize>,
}

/// What was seen of NULL.
#[derive(Clone, Copy, Default)]
struct Seen {
    not_null: usize,
    nullable: usize,
    null: usize,
    empty: usize,
}

/// What a server says of a statement.
pub(crate) struct Prepared {
    pub(crate) parameters: Vec<String>,
    pub(crate) columns: Vec<(String, String)>,
}

/// The statements of a file, which end with a semicolon at a line's end.
pub(crate) fn statements(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let all = text.split(";\n").map(|statement| statement.trim().to_owned());
    all.filter(|statement| !statement.is_empty()).collect()
}

impl Server {
    /// A database of this schema, with the data of a file beside the corpus.
    pub(crate) async fn new(schema: &Path, data: &Path) -> Self {
        let database = TestDatabase::create().await;
        let connection = database.connect().await;
        // The embedded server has no stop words, which most languages need.
        connection.batch_execute("SET default_text_search_config = 'simple'").await.unwrap();
        connection.batch_execute(&fs::read_to_string(schema).unwrap()).await.unwrap();
        connection.batch_execute(&fs::read_to_string(data).unwrap()).await.unwrap();
        Self {
            _database: database,
            connection,
            types: RefCell::default(),
            seen: Cell::default(),
            count: Cell::default(),
        }
    }

    pub(crate) async fn prepare(&self, sql: &str) -> Result<Prepared, String> {
        let shown = |error: tokio_postgres::Error| format!("{:?}", error.as_db_error().map(|error| error.message()));
        let statement = self.connection.prepare(sql).await.map_err(shown)?;
        let mut parameters = Vec::new();
        for ty in statement.params() {
            parameters.push(self.printed(ty.oid()).await);
        }
        let mut columns = Vec::new();
        for column in statement.columns() {
            columns.push((column.name().to_owned(), self.printed(column.type_().oid()).await));
        }
        // What depends on keys is found by the planner only.
        if statement.params().is_empty() {
            self.connection.simple_query(&format!("EXPLAIN {sql}")).await.map_err(shown)?;
        }
        Ok(Prepared { parameters, columns })
    }

    /// How a type is printed, those of extensions without their schema.
    async fn printed(&self, oid: u32) -> String {
        if let Some(known) = self.types.borrow().get(&oid) {
            return known.clone();
        }
        let sql = "SELECT CASE WHEN coalesce(e.typtype, t.typtype) IN ('e', 'c', 'd') THEN 'public.' ELSE '' END
                       || format_type(t.oid, NULL)
                   FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem WHERE t.oid = $1";
        let row = self.connection.query_one(sql, &[&oid]).await.unwrap();
        let printed: String = row.get(0);
        self.types.borrow_mut().insert(oid, printed.clone());
        printed
    }

    /// Runs a statement, undoes it, and tells of NULL where none was expected.
    pub(crate) async fn nulls(&self, sql: &str, checked: &Statement) -> Vec<String> {
        let arguments: Vec<String> = checked.parameters.iter().map(argument).collect();
        let call = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let name = format!("checked_{}", self.count.get());
        self.count.set(self.count.get() + 1);
        let script = format!("BEGIN; PREPARE {name} AS {}; EXECUTE {name}{call}", checked.sql);
        let result = self.connection.simple_query(&script).await;
        self.connection.batch_execute("ROLLBACK").await.unwrap();
        let messages = match result {
            Ok(messages) => messages,
            Err(error) => {
                // What violates a key or a check was understood, which is all that is asked.
                let code = error.code().map(|code| code.code().to_owned()).unwrap_or_default();
                return if code.starts_with("23") || code.starts_with("22") {
                    Vec::new()
                } else {
                    vec![format!("it fails with {arguments:?}: {:?}", error.as_db_error().map(|error| error.message()))]
                };
            }
        };
        let rows: Vec<_> = messages
            .iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row),
                _ => None,
            })
            .collect();
        let mut problems = Vec::new();
        let mut seen = self.seen.get();
        if rows.is_empty() && checked.columns.is_some() {
            seen.empty += 1;
            if std::env::var_os("EVENKEEL_SHOW").is_some() {
                eprintln!("no rows: {sql}");
            }
        }
        for (index, column) in checked.columns.iter().flatten().enumerate().filter(|_| !rows.is_empty()) {
            let null = rows.iter().any(|row| row.get(index).is_none());
            if column.nullable {
                seen.nullable += 1;
                seen.null += usize::from(null);
                if !null && std::env::var_os("EVENKEEL_SHOW").is_some() {
                    eprintln!("never NULL: {} in {sql}", column.name);
                }
            } else {
                seen.not_null += 1;
                if null {
                    problems.push(format!("the column {} came out NULL", column.name));
                }
            }
        }
        self.seen.set(seen);
        problems
    }

    pub(crate) fn say(&self, statements: usize) {
        let Seen { not_null, nullable, null, empty } = self.seen.get();
        eprintln!(
            "{statements} statements; {not_null} columns are not NULL, and were not; {nullable} can be NULL, and {null} were; \
             {empty} statements gave no rows"
        );
    }

    pub(crate) async fn close(self) {
        self.connection.close().await;
    }
}

/// Some value for a parameter.
fn argument(parameter: &Parameter) -> String {
    let value = match parameter.data_type.as_str() {
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => "2",
        "boolean" => "true",
        "timestamp with time zone" => "'2026-06-01 00:00:00+00'",
        "date" => "'2026-06-01'",
        "interval" => "'1 day'",
        "uuid" => "'00000000-0000-0000-0000-000000000001'",
        "inet" => "'10.0.0.1'",
        "jsonb" | "json" => "'{}'",
        "jsonpath" => "'$.a'",
        "bytea" => "'a'",
        "tstzrange" => "'[2026-01-01,)'",
        "time without time zone" => "'12:00'",
        "timestamp without time zone" => "'2026-06-01'",
        "public.mood" => "'ok'",
        "public.mood[]" => "'{ok}'",
        "public.cents" => "2",
        array if array.ends_with("[]") => "'{1,2}'",
        _ => "'u1'",
    };
    value.to_owned()
}

/// Whether the server has these extensions. Where it has not, that the test is left out is said aloud.
pub(crate) async fn has_extensions(names: &[&str]) -> bool {
    let database = TestDatabase::create().await;
    let connection = database.connect().await;
    let sql = "SELECT count(*) FROM pg_available_extensions WHERE name = ANY($1)";
    let row = connection.query_one(sql, &[&names]).await.unwrap();
    connection.close().await;
    let has_all = row.get::<_, i64>(0) == i64::try_from(names.len()).unwrap();
    if !has_all {
        evenkeel_test_support::left_out(&format!("the server lacks one of the extensions {}", names.join(", ")));
    }
    has_all
}
