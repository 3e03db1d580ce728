//! The facts, and the rules by which one of them is chosen, against a server.

use std::collections::BTreeMap;

use evenkeel_connect::Connection;
use evenkeel_model::Declared;
use evenkeel_test_support::TestDatabase;

use super::{Function, FunctionKind, facts};
use crate::schema::Schema;
use crate::types::{Kind, Type};

/// A server, and a schema that is for its version alone.
struct Server {
    _database: TestDatabase,
    connection: Connection,
    schema: Schema,
    printed: BTreeMap<u32, String>,
}

impl Server {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let connection = database.connect().await;
        let major = connection.server_major();
        let schema = Schema::new(Declared { postgres: Some((major, major)), ..Declared::default() });
        let rows = connection.query("SELECT oid, format_type(oid, NULL) FROM pg_type", &[]).await.unwrap();
        let printed = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        Self { _database: database, connection, schema, printed }
    }

    /// What the server makes of a statement: the types of its parameters and of its first column.
    async fn says(&self, sql: &str) -> Option<(Vec<String>, String)> {
        let statement = self.connection.prepare(sql).await.ok()?;
        let printed = |oid: u32| self.printed.get(&oid).cloned().unwrap_or_default();
        let parameters = statement.params().iter().map(|ty| printed(ty.oid())).collect();
        Some((parameters, statement.columns().first().map(|column| printed(column.type_().oid())).unwrap_or_default()))
    }

    /// What the checker makes of it.
    fn found(&self, sql: &str) -> Option<(Vec<String>, String)> {
        let text = crate::text::Text::new(sql).ok()?;
        let dialect = sqlparser::dialect::PostgreSqlDialect {};
        let statements = sqlparser::parser::Parser::parse_sql(&dialect, sql).ok()?;
        let found = crate::check::check(&self.schema, &text, statements.first()?).ok()?;
        let printed = |ty: Type| self.schema.types.printed(ty).to_owned();
        let parameters = found.parameters.iter().filter_map(|one| Some(printed(one.ty?))).collect();
        Some((parameters, printed(found.columns?.first()?.ty)))
    }

    /// The statements that the checker takes otherwise than the server.
    async fn differences(&self, statements: &[String]) -> Vec<String> {
        let mut different = Vec::new();
        for sql in statements {
            let (found, says) = (self.found(sql), self.says(sql).await);
            if found != says {
                different.push(format!("{sql}: found {found:?}, the server says {says:?}"));
            }
        }
        different
    }

    fn sql(&self, ty: Type) -> String {
        format!("null::{}", self.schema.types.printed(ty))
    }

    fn is_plain(&self, ty: Type) -> bool {
        self.schema.types.info(ty).kind != Kind::Pseudo
    }
}

/// Functions whose calls have a grammar of their own.
const GRAMMAR: &[&str] = &[
    "bit",
    "bpchar",
    "char",
    "extract",
    "interval",
    "like",
    "name",
    "normalize",
    "notlike",
    "numeric",
    "overlaps",
    "position",
    "text",
    "time",
    "timestamp",
    "varchar",
    "xmlexists",
];

fn is_called_by_name(function: &Function) -> bool {
    function.kind == FunctionKind::Plain && !function.returns_set && !GRAMMAR.contains(&function.name)
}

#[tokio::test]
async fn every_operator_is_found_with_known_and_unknown_operands() {
    let server = Server::new().await;
    let mut statements = Vec::new();
    let mut names: Vec<_> = facts().operators.iter().collect();
    names.sort_by_key(|(name, _)| **name);
    // The parser does not know the old name of `@@`.
    for (name, operators) in names.into_iter().filter(|(name, _)| **name != "@@@") {
        for operator in operators.iter().filter(|one| server.schema.has(one.available) && server.is_plain(one.right)) {
            let right = server.sql(operator.right);
            let Some(left) = operator.left else {
                statements.push(format!("select {name} {right} as x"));
                continue;
            };
            if server.is_plain(left) {
                let left = server.sql(left);
                statements.push(format!("select {left} {name} {right} as x"));
                statements.push(format!("select {left} {name} $1 as x"));
                statements.push(format!("select $1 {name} {right} as x"));
                statements.push(format!("select {left} {name} 5 as x"));
                statements.push(format!("select {left} {name} array[{right}] as x"));
            }
        }
    }
    let different = server.differences(&statements).await;
    assert!(different.is_empty(), "{} of {}\n{}", different.len(), statements.len(), different.join("\n"));
}

#[tokio::test]
async fn every_function_is_found_with_known_and_unknown_arguments() {
    let server = Server::new().await;
    let mut statements = Vec::new();
    let mut names: Vec<_> = facts().functions.iter().collect();
    names.sort_by_key(|(name, _)| **name);
    for function in names.into_iter().flat_map(|(_, functions)| functions) {
        let usual = is_called_by_name(function) && server.schema.has(function.available);
        if !usual || !function.arguments.iter().all(|ty| server.is_plain(*ty)) {
            continue;
        }
        let arguments: Vec<String> = function.arguments.iter().map(|ty| server.sql(*ty)).collect();
        let call = |arguments: &[String]| format!("select {}({}) as x", function.name, arguments.join(", "));
        statements.push(call(&arguments));
        for position in 0..arguments.len().min(3) {
            let mut arguments = arguments.clone();
            arguments[position] = "$1".to_owned();
            statements.push(call(&arguments));
        }
    }
    statements.dedup();
    let different = server.differences(&statements).await;
    assert!(different.is_empty(), "{} of {}\n{}", different.len(), statements.len(), different.join("\n"));
}

#[tokio::test]
async fn every_cast_is_the_servers() {
    let server = Server::new().await;
    let types = [
        "bool",
        "int2",
        "int4",
        "int8",
        "float4",
        "float8",
        "numeric",
        "text",
        "varchar",
        "bpchar",
        "name",
        "\"char\"",
        "bytea",
        "uuid",
        "json",
        "jsonb",
        "timestamptz",
        "timestamp",
        "date",
        "time",
        "timetz",
        "interval",
        "inet",
        "cidr",
        "oid",
        "regclass",
        "money",
        "bit",
        "varbit",
        "xml",
        "tsvector",
        "tsquery",
        "int4range",
        "numrange",
        "tstzrange",
        "int4multirange",
        "point",
        "box",
        "text[]",
        "int4[]",
        "int8[]",
        "varchar[]",
        "jsonb[]",
    ];
    let mut statements = Vec::new();
    for from in types {
        for to in types {
            statements.push(format!("select (null::{from})::{to} as x"));
            statements.push(format!("select coalesce(null::{from}, null::{to}) as x"));
            statements.push(format!("select null::{from} = any(null::{to}) as x"));
            statements.push(format!("select null::{from} union select null::{to}"));
        }
    }
    let different = server.differences(&statements).await;
    assert!(different.is_empty(), "{} of {}\n{}", different.len(), statements.len(), different.join("\n"));
}
