//! Whole databases: names of all sorts, sessions of all sorts, the number of queries.

use std::collections::BTreeSet;

use evenkeel_engine::introspect::{introspect_within, restrict};
use evenkeel_model::declared::{Pattern, Scope};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use crate::database::{Database, catalog, public, read};

/// Something of every kind of which the model speaks.
pub const SAMPLE: &str = r#"
    create schema app; create extension citext schema app;
    create type app.mood as enum ('sad', 'ok');
    create domain app.amount as numeric(10,2) check (value > 0);
    create type app.pair as (a int, b app.mood);
    create sequence app.counter;
    create table app.parent (id serial primary key, mood app.mood default 'ok', pair app.pair, email app.citext unique);
    create table app.child (id int generated always as identity primary key,
        parent_id int not null default nextval('app.counter') references app.parent on delete cascade,
        amount app.amount, doubled numeric generated always as (amount * 2) stored, check (amount < 10));
    create index child_parent on app.child (parent_id);
    create index child_amount on app.child (lower(amount::text)) where parent_id > 0;
    create view app.rich as select c.id, p.email from app.child c join app.parent p on p.id = c.parent_id;
    create function app.twice(app.amount) returns numeric language sql as 'select $1 * 2';
"#;

#[tokio::test]
async fn reading_twice_gives_the_same() {
    let mut database = Database::with(SAMPLE).await;
    let first = database.read().await;
    let second = database.read().await;
    assert_eq!(first.catalog, second.catalog);
    assert_eq!(first.catalog.hash(), second.catalog.hash());
    assert_eq!(first.server, second.server);
    let json = serde_json::to_string(&first.catalog).unwrap();
    assert_eq!(serde_json::from_str::<Catalog>(&json).unwrap(), first.catalog);
    database.drop().await;
}

#[tokio::test]
async fn settings_of_the_session_change_nothing_and_are_not_changed() {
    let mut database = Database::with(SAMPLE).await;
    database
        .client
        .batch_execute(
            "create table public.t (a timestamptz default timestamptz '2020-01-01 00:00Z', b bytea default '\\x00',
            c interval default '1 day 02:03:04', d double precision default 0.1)",
        )
        .await
        .unwrap();
    let plain = database.read().await.catalog;
    database
        .client
        .batch_execute(
            "set search_path = app, public; set quote_all_identifiers = on; set datestyle = 'German';
            set intervalstyle = 'iso_8601'; set timezone = 'Asia/Tokyo'; set extra_float_digits = -3;
            set bytea_output = 'escape'; create temp table pg_class (oid oid)",
        )
        .await
        .unwrap();
    assert_eq!(database.read().await.catalog, plain);
    let path = database.client.query_one("show search_path", &[]).await.unwrap().get::<_, String>(0);
    assert_eq!(path, "app, public");
    database.drop().await;
}

#[tokio::test]
async fn within_a_transaction_its_own_changes_are_seen() {
    let mut database = Database::with("create table a ()").await;
    let transaction = database.client.transaction().await.unwrap();
    transaction.batch_execute("set local search_path = app; create table public.b ()").await.unwrap();
    let found = introspect_within(&transaction).await.unwrap().catalog;
    assert!(found.tables.contains_key(&public("b")));
    let path = transaction.query_one("show search_path", &[]).await.unwrap().get::<_, String>(0);
    assert_eq!(path, "app");
    transaction.rollback().await.unwrap();
    assert!(!database.read().await.catalog.tables.contains_key(&public("b")));
    let refused = introspect_within(&*database.client).await.unwrap_err();
    assert_eq!(refused.to_string(), "a database is read within one transaction, and none is open: begin one first");
    database.drop().await;
}

#[tokio::test]
async fn the_number_of_queries_is_fixed() {
    let empty = read("").await;
    let full = read(SAMPLE).await;
    assert_eq!(empty.queries, full.queries);
    assert!(empty.queries < 40, "{}", empty.queries);
}

#[tokio::test]
async fn names_of_all_sorts_survive() {
    let long = "ä".repeat(31) + "x";
    assert_eq!(long.len(), 63);
    let names =
        ["a\"b", "a b", "Mixed", "select", "user", "日本", "a.b", "a'b", "a\\b", "1a", "$1", " ", long.as_str()];
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut sql = String::new();
    for name in names {
        let name = quoted(name);
        sql += &format!(
            "create schema {name};
            create type {name}.{name} as enum ('a');
            create sequence {name}.\"s\";
            create domain {name}.d as {name}.{name} constraint {name} check (value <> 'b');
            create table {name}.t ({name} {name}.{name}[] constraint {name} primary key, e {name}.d default 'a');
            create index on {name}.t (cardinality({name})) where {name} is not null;
            create table {name}.r ({name} {name}.{name}[] references {name}.t);",
            name = name,
        );
    }
    let found = catalog(&sql.replace("<> 'b'", "is not null")).await;
    for name in names {
        let in_schema = |own: &str| QualifiedName::new(name, own);
        assert_eq!(found.enums[&in_schema(name)].labels, ["a"]);
        assert!(found.sequences.contains_key(&in_schema("s")));
        assert!(found.domains[&in_schema("d")].checks.contains_key(name));
        let table = &found.tables[&in_schema("t")];
        assert_eq!(table.columns[name].data_type, format!("{}[]", in_schema(name)));
        assert_eq!(table.primary_key(), Some((name, [name.to_owned()].as_slice())));
        assert_eq!(table.indexes.len(), 1);
        assert_eq!(found.tables[&in_schema("r")].constraints.len(), 1);
    }
}

#[tokio::test]
async fn the_server_is_known() {
    let mut database = Database::with("").await;
    let server = database.read().await.server;
    let version = database.client.query_one("show server_version_num", &[]).await.unwrap().get::<_, String>(0);
    assert_eq!(server.version_num.to_string(), version);
    assert_eq!(server.major(), server.version_num / 10_000);
    assert_eq!(server.encoding, "UTF8");
    let row = database.client.query_one("select current_database()::text, current_user::text", &[]).await.unwrap();
    assert_eq!((server.database.as_str(), server.user.as_str()), (row.get(0), row.get(1)));
    assert!(["libc", "icu", "builtin"].contains(&server.collation.provider.as_str()));
    assert!(!server.collation.locale.is_empty());
    database.drop().await;
}

#[tokio::test]
async fn a_scope_keeps_what_it_contains_and_names_the_rest() {
    let found = catalog(&format!("{SAMPLE} create table public.mine (); create table public.tmp_1 ();")).await;
    let scope = Scope { ignore: vec![Pattern::parse("tmp_*")], schemas: vec!["public".to_owned()], ..Scope::default() };
    let restricted = restrict(found.clone(), &scope);
    let kept: Vec<_> = restricted.catalog.tables.keys().collect();
    assert_eq!(kept, [&public("mine")]);
    let app = |name| QualifiedName::new("app", name);
    for object in [
        ObjectId::Schema("app".to_owned()),
        ObjectId::Table(app("parent")),
        ObjectId::Type(app("mood")),
        ObjectId::Sequence(app("parent_id_seq")),
        ObjectId::Table(public("tmp_1")),
    ] {
        assert!(restricted.left_out.contains(&object), "{object}");
    }
    assert_eq!(restricted.catalog.dependencies, found.dependencies);
    let all = Scope { manage: vec![Pattern::parse("*.*")], ..Scope::default() };
    assert_eq!(restrict(found.clone(), &all).catalog, found);
    assert_eq!(restrict(found, &all).left_out, BTreeSet::new());
}
