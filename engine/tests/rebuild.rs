//! A database written as a schema file, built anew from that file on an empty database: the dumps of both agree, but for
//! what the language does not have yet, each of which is named.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, missing_docs)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evenkeel_engine::build::build;
use evenkeel_engine::introspect::introspect;
use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::ConstraintKind;
use evenkeel_model::write::{WriteOptions, write_schema};
use evenkeel_model::{Catalog, language};
use evenkeel_test_support::{TestDatabase, pg_dump};

/// Where more databases are: a folder of `.sql` files that `pg_dump` could have written.
const FIXTURES: &str = "EVENKEEL_FIXTURES";

/// What statements begin with that make objects of later kinds.
const LATER_KINDS: [&str; 14] = [
    "CREATE VIEW",
    "CREATE MATERIALIZED VIEW",
    "CREATE FUNCTION",
    "CREATE PROCEDURE",
    "CREATE AGGREGATE",
    "CREATE TRIGGER",
    "CREATE RULE",
    "CREATE POLICY",
    "CREATE STATISTICS",
    "COMMENT ON FUNCTION",
    "COMMENT ON VIEW",
    "COMMENT ON TRIGGER",
    "GRANT",
    "REVOKE",
];

async fn check(sql: &str, what: &str) {
    let original = TestDatabase::create().await;
    original.execute(sql).await;
    let mut connection = original.connect().await;
    let found = introspect(&mut connection).await.unwrap();
    connection.close().await;
    let text = write_schema(&found.catalog, &WriteOptions::default());
    let declared = match language::read_text(Path::new("schema.yaml"), &text) {
        Ok((declared, _)) => declared,
        Err(error) => panic!("{what}: {}\n{text}", error.render(false)),
    };

    let rebuilt = original.another().await;
    let mut connection = rebuilt.connect().await;
    let empty = introspect(&mut connection).await.unwrap().catalog;
    let mut wanted = declared.catalog.clone();
    // Functions that defaults and conditions use; they are no part of the file.
    wanted.others.clone_from(&found.catalog.others);
    let path: Vec<String> = ["public".to_owned()].into_iter().chain(wanted.schemas.keys().cloned()).collect();
    build(&connection, &empty, &wanted, &path, found.server.major())
        .await
        .unwrap_or_else(|errors| panic!("{what}: {errors:#?}"));
    connection.close().await;

    let (Some(before), Some(after)) = (pg_dump(&original.url()).await, pg_dump(&rebuilt.url()).await) else {
        return;
    };
    let (before, after) = (statements(&before), statements(&after));
    let named = named(&found.catalog);
    let of_later_kind = |statement: &&String| {
        LATER_KINDS.iter().any(|kind| statement.starts_with(kind)) || named.iter().any(|name| statement.contains(name))
    };
    let lost: Vec<_> = before.difference(&after).filter(|statement| !of_later_kind(statement)).collect();
    let gained: Vec<_> = after.difference(&before).filter(|statement| !of_later_kind(statement)).collect();
    assert!(lost.is_empty() && gained.is_empty(), "{what}: lost {lost:#?}\ngained {gained:#?}");
}

/// What is named as left out: the objects that the language does not have, by the name that a dump writes.
fn named(catalog: &Catalog) -> Vec<String> {
    catalog
        .others
        .iter()
        .flat_map(|((_, identity), other)| {
            let own = identity.split(['(', ' ']).next().map(str::to_owned);
            let unqualified = other.schema.as_ref().and_then(|schema| {
                own.as_ref()?.strip_prefix(&format!("{}.", quote_identifier(schema))).map(str::to_owned)
            });
            [own, unqualified].into_iter().flatten()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The statements of a dump, in no order: what can be created in two orders is no difference.
fn statements(dump: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut statement = String::new();
    let mut quoted = false;
    for line in dump.lines() {
        statement.push_str(line);
        statement.push('\n');
        // A function's body, between two marks of dollars.
        let marks = line.split('$').count().saturating_sub(1) / 2;
        if marks % 2 == 1 {
            quoted = !quoted;
        }
        if line.ends_with(';') && !quoted {
            all.insert(std::mem::take(&mut statement));
        }
    }
    all
}

#[tokio::test]
async fn everything_at_once() {
    check(
        r#"
        create schema billing;
        create type mood as enum ('sad', 'ok'); create type pair as (a int, b numeric(10,2)[]);
        create domain positive as integer default 1 not null check (value > 0);
        create sequence counter as smallint start 10 increment -2 minvalue -100 maxvalue 20 cache 3 cycle;
        create function double(int) returns int language sql immutable as 'select $1 * 2';
        create table parent (id serial primary key, name text not null default 'x', mood mood default 'ok',
            moods mood[], own pair, twice int default double(2), check (double(id) > 0), unique (name, mood));
        create table billing.child (id int generated by default as identity (start 5) primary key,
            parent_id bigint references parent (id) on delete cascade, v positive, r int4range,
            exclude using gist (r with &&) where (id > 0), n numeric generated always as (id * 2) stored);
        alter table billing.child add constraint later foreign key (id) references parent (id)
            on update set default deferrable initially deferred not valid;
        create index on parent (lower(name) collate "C" text_pattern_ops desc nulls last) include (mood) where id > 3;
        create unlogged table "User" (a text, b text) with (fillfactor = 70, toast.autovacuum_enabled = off);
        alter table "User" alter a set storage external;
        comment on table "User" is 'it''s'; comment on constraint later on billing.child is 'later';
        create view seen as select name from parent;
        "#,
        "everything at once",
    )
    .await;
}

/// The databases of the folder that the environment names; without one there is nothing more to check.
#[tokio::test]
async fn databases_of_the_world() {
    let Ok(folder) = std::env::var(FIXTURES) else {
        eprintln!("{FIXTURES} names no folder: only the project's own databases were checked");
        return;
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "sql")) {
        check(&std::fs::read_to_string(file).unwrap(), &file.display().to_string()).await;
    }
}

#[tokio::test]
async fn a_text_that_ends_its_statement_is_not_sent() {
    let database = TestDatabase::create().await;
    let role = database.name().replace("test", "role");
    let mut connection = database.connect().await;
    let empty = introspect(&mut connection).await.unwrap();
    let schema = "tables: {a: {columns: {b: integer}, checks: {c: b > 0}, indexes: [{columns: [b], where: b > 0}]}}";
    let (declared, _) = language::read_text(Path::new("schema.yaml"), schema).unwrap();
    let attack = |text: &mut String| text.push_str(&format!("); create role {role}; --"));
    for kind in 0..2 {
        let mut wanted = declared.catalog.clone();
        for table in wanted.tables.values_mut().map(Arc::make_mut) {
            for index in table.indexes.values_mut().filter(|_| kind == 0) {
                index.predicate.iter_mut().for_each(attack);
            }
            for constraint in table.constraints.values_mut().filter(|_| kind == 1) {
                if let ConstraintKind::Check { expression, .. } = &mut constraint.kind {
                    attack(expression);
                }
            }
        }
        let path = ["public".to_owned()];
        let errors = build(&connection, &empty.catalog, &wanted, &path, empty.server.major()).await.unwrap_err();
        assert!(errors.iter().any(|error| error.message.contains("not one statement")), "{errors:?}");
        connection.batch_execute("DROP TABLE IF EXISTS a").await.unwrap();
    }
    let sql = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)";
    let made: bool = connection.query_one(sql, &[&role]).await.unwrap().get(0);
    connection.close().await;
    assert!(!made);
}

#[tokio::test]
async fn what_is_copied_may_be_several_statements() {
    let original = TestDatabase::create().await;
    original
        .execute(
            "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION one() IS 'it; is';
             CREATE TABLE a (b integer DEFAULT one()); CREATE VIEW seen AS SELECT b FROM a; COMMENT ON VIEW seen IS 'a';
             CREATE TABLE parts (id integer PRIMARY KEY) PARTITION BY HASH (id)",
        )
        .await;
    let mut connection = original.connect().await;
    let found = introspect(&mut connection).await.unwrap();
    connection.close().await;
    let copy = original.another().await;
    let mut connection = copy.connect().await;
    let empty = introspect(&mut connection).await.unwrap();
    let built = build(&connection, &empty.catalog, &found.catalog, &[], found.server.major()).await.unwrap();
    assert_eq!(built.not_copied, []);
    assert_eq!(introspect(&mut connection).await.unwrap().catalog.hash(), found.catalog.hash());
    connection.close().await;
}
