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

    /// Whether `"char"` is of the category that the facts say: it was one of texts before version 15.
    fn agrees_on_char(&self) -> bool {
        self.connection.server_major() >= 15
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
    "system_user",
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
        let usual = is_called_by_name(function)
            && server.schema.has(function.available)
            && (server.agrees_on_char() || function.name != "int4");
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
    let types: Vec<&str> = types.into_iter().filter(|name| server.agrees_on_char() || *name != "\"char\"").collect();
    for from in &types {
        for to in &types {
            statements.push(format!("select (null::{from})::{to} as x"));
            statements.push(format!("select coalesce(null::{from}, null::{to}) as x"));
            statements.push(format!("select null::{from} = any(null::{to}) as x"));
            statements.push(format!("select null::{from} union select null::{to}"));
        }
    }
    let different = server.differences(&statements).await;
    assert!(different.is_empty(), "{} of {}\n{}", different.len(), statements.len(), different.join("\n"));
}

/// Some values of a type, none of them NULL, as SQL.
fn values(ty: &str) -> &'static [&'static str] {
    match ty {
        "bool" => &["true", "false"],
        "int2" => &["'0'::int2", "'1'::int2", "'-3'::int2"],
        "int4" => &["0", "1", "-3"],
        "int8" => &["'0'::int8", "'1'::int8", "'-3'::int8"],
        "float4" => &["'0'::float4", "'0.5'::float4", "'NaN'::float4", "'infinity'::float4"],
        "float8" => &["'0'::float8", "'0.5'::float8", "'NaN'::float8", "'-infinity'::float8"],
        "numeric" => &["0.0", "1.5", "'NaN'::numeric", "'infinity'::numeric"],
        "text" | "varchar" | "any" => &["''::text", "'a'::text", "'sha256'::text", "'UTC'::text", "'year'::text"],
        "bpchar" => &["''::bpchar", "'a'::bpchar"],
        "name" => &["'a'::name", "'UTF8'::name"],
        "bytea" => &["''::bytea", "'a'::bytea"],
        "uuid" => &["'00000000-0000-0000-0000-000000000001'::uuid"],
        "json" => &["'{}'::json", "'[]'::json", "'null'::json"],
        "jsonb" => &["'{}'::jsonb", "'[]'::jsonb", "'null'::jsonb", "'{\"a\": null}'::jsonb"],
        "timestamptz" => &["now()", "'infinity'::timestamptz", "'-infinity'::timestamptz"],
        "timestamp" => &["'2026-01-01'::timestamp", "'infinity'::timestamp"],
        "date" => &["'2026-01-01'::date", "'infinity'::date"],
        "time" => &["'12:00'::time"],
        "timetz" => &["'12:00+00'::timetz"],
        "interval" => &["'1 day'::interval", "'0'::interval", "'-2 months'::interval"],
        "inet" => &["'10.0.0.1'::inet", "'::1/64'::inet"],
        "cidr" => &["'10.0.0.0/8'::cidr"],
        "oid" => &["'1'::oid"],
        "regclass" => &["'pg_class'::regclass"],
        "regconfig" => &["'simple'::regconfig"],
        "bit" => &["'0'::bit", "'101'::bit(3)"],
        "varbit" => &["''::varbit", "'101'::varbit"],
        "tsvector" => &["''::tsvector", "'a:1'::tsvector"],
        "tsquery" => &["''::tsquery", "'a & b'::tsquery"],
        "char" => &["'a'::\"char\""],
        "money" => &["'1'::money", "'0'::money"],
        "anyarray" | "anycompatiblearray" | "_text" => {
            &["'{}'::text[]", "array['a']", "array[null]::text[]", "array['a', 'b']"]
        }
        "_int4" => &["'{}'::int4[]", "array[1]"],
        "_float8" => &["'{}'::float8[]", "array[0.5]::float8[]"],
        "_float4" => &["array[1, 1, 1, 1]::float4[]"],
        "anyelement" | "anycompatible" | "anynonarray" => &["'a'::text", "''::text"],
        "int4range" => &["'empty'::int4range", "'[1,)'::int4range", "'[1,2]'::int4range"],
        "tstzrange" => &["'empty'::tstzrange", "'(,)'::tstzrange"],
        "numrange" => &["'empty'::numrange", "'[1,2]'::numrange"],
        "int4multirange" => &["'{}'::int4multirange", "'{[1,2]}'::int4multirange"],
        "macaddr" => &["'08:00:2b:01:02:03'::macaddr"],
        "pg_lsn" => &["'0/0'::pg_lsn"],
        "record" => &["row(1, null)"],
        _ => &[],
    }
}

/// All ways to take one value for each type, up to a number that covers what matters.
fn combinations(types: &[&str]) -> Vec<String> {
    let mut all = vec![String::new()];
    for ty in types {
        let longer = all.iter().flat_map(|before| {
            let comma = if before.is_empty() { "" } else { ", " };
            values(ty).iter().map(move |value| format!("{before}{comma}{value}"))
        });
        all = longer.take(600).collect();
    }
    all
}

#[tokio::test]
async fn what_is_said_to_give_no_null_gives_none() {
    let server = Server::new().await;
    let types = &server.schema.types;
    server.connection.batch_execute("CREATE SEQUENCE counted").await.unwrap();
    let (mut null, mut called) = (Vec::new(), 0);
    let mut check = async |sql: String| {
        if let Ok(rows) = server.connection.query(&sql, &[]).await {
            called += 1;
            if rows.iter().any(|row| row.get::<_, bool>(0)) {
                null.push(sql);
            }
        }
    };
    let mut names: Vec<_> = facts().functions.iter().collect();
    names.sort_by_key(|(name, _)| **name);
    for function in names.into_iter().flat_map(|(_, functions)| functions) {
        let total = super::total(types, function) != super::Total::No;
        if !total || function.kind != FunctionKind::Plain || !server.schema.has(function.available) {
            continue;
        }
        let arguments: Vec<&str> = function.arguments.iter().map(|ty| types.name(*ty)).collect();
        for arguments in combinations(&arguments) {
            check(format!("SELECT \"{}\"({arguments}) IS NULL", function.name)).await;
        }
    }
    let mut names: Vec<_> = facts().operators.iter().collect();
    names.sort_by_key(|(name, _)| **name);
    for (name, operator) in names.into_iter().flat_map(|(name, all)| all.iter().map(move |one| (name, one))) {
        if !super::operator_is_total(types, name, operator.right) || !server.schema.has(operator.available) {
            continue;
        }
        let right = values(types.name(operator.right));
        let left = operator.left.map_or(&[""][..], |left| values(types.name(left)));
        for (left, right) in left.iter().flat_map(|left| right.iter().map(move |right| (left, right))) {
            check(format!("SELECT ({left} OPERATOR(pg_catalog.{name}) {right}) IS NULL")).await;
        }
    }
    assert!(called > 3_000, "{called} calls succeeded only");
    assert!(null.is_empty(), "{} of {called}\n{}", null.len(), null.join("\n"));
}
