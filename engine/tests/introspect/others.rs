//! What the model can name but not describe: nothing is passed over, and what can be copied is copied as it is.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::OtherKind;
use evenkeel_model::{Catalog, ObjectId};

use crate::database::{Database, catalog, major, public, read};

/// Something of nearly every kind. `{role}` is a role of its own.
const EVERYTHING: &str = r#"
    create schema app;
    create table t (a int primary key, b text, c point, d tsvector, e int);
    create table app."T 2" (id int generated always as identity);
    comment on table t is 'a table';
    create view v with (security_barrier = true) as select a, b from t where a > 0;
    comment on view v is 'a ''view''';
    comment on column v.b is 'of a view';
    create view app.over_v as select * from public.v;
    create materialized view mv with (fillfactor = 70) as select a, b from t with no data;
    create index mv_b on mv (b);
    create function f(x int, y text default 'a') returns int language sql immutable as 'select x';
    create function trigger_function() returns trigger language plpgsql as 'begin return new; end';
    create procedure p(inout x int) language plpgsql as 'begin x := 1; end';
    create function step(int, int) returns int language sql immutable as 'select $1 + $2';
    create aggregate total(int) (sfunc = step, stype = int, initcond = '0', parallel = safe);
    create trigger tr before insert on t for each row execute function trigger_function();
    alter table t disable trigger tr;
    create constraint trigger late after update on t deferrable for each row execute function trigger_function();
    create function on_ddl() returns event_trigger language plpgsql as 'begin end';
    create event trigger et on ddl_command_end when tag in ('CREATE RULE') execute function on_ddl();
    alter event trigger et disable;
    create policy only_mine on t as restrictive for update to {role}, current_user using (a > 0) with check (a > 1);
    alter table t enable row level security;
    create rule quiet as on delete to t do instead nothing;
    create table parted (a int not null, b text default 'x' collate "C", primary key (a)) partition by range (a);
    create table parted_1 partition of parted for values from (1) to (10);
    create index parted_b on parted (b);
    create table child (extra int check (extra > 0)) inherits (t);
    create type pair as (x int, y text);
    create table typed of pair (x primary key);
    create foreign data wrapper fdw options (debug 'true');
    create server srv type 'x' version '1' foreign data wrapper fdw options (host 'a''b');
    create user mapping for current_user server srv options (password 'secret');
    create foreign table far (a int options (n 'b') not null) server srv options (o 'p');
    create type span as range (subtype = float8, subtype_diff = float8mi);
    create type shell;
    create collation german (provider = libc, locale = 'C');
    create conversion conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
    create cast (pair as text) with inout as assignment;
    create function same(pair, pair) returns bool language sql immutable as 'select true';
    create operator === (function = same, leftarg = pair, rightarg = pair, commutator = ===);
    create operator family fam using hash;
    create operator class cls for type pair using hash family fam as operator 1 ===;
    create access method tree type index handler bthandler;
    create statistics st (dependencies) on a, b from t;
    create publication pub for table t with (publish = 'insert');
    create publication everything for all tables;
    create text search dictionary dict (template = simple, accept = true);
    create text search configuration conf (parser = default);
    alter text search configuration conf add mapping for asciiword with dict, simple;
    create text search parser parse (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
    create text search template templ (lexize = dsimple_lexize, init = dsimple_init);
    create language other handler plpgsql_call_handler;
    select lo_create(0);
    grant select, insert on t to {role};
    grant update (b) on t to {role} with grant option;
    revoke execute on function f(int, text) from public;
    grant usage on schema app to public;
    alter default privileges in schema app grant select on tables to {role};
    alter default privileges revoke execute on functions from public;
    alter table t replica identity full;
    alter table t cluster on t_pkey;
    alter table t alter b set statistics 500;
    alter table t alter b set (n_distinct = -0.5);
    create index expr on t ((a + e)); alter index expr alter column 1 set statistics 77;
    comment on index t_pkey is 'behind the key';
    comment on sequence app."T 2_id_seq" is 'behind an identity';
"#;

fn identities(catalog: &Catalog) -> BTreeMap<OtherKind, Vec<&str>> {
    let mut found: BTreeMap<OtherKind, Vec<&str>> = BTreeMap::new();
    for (kind, identity) in catalog.others.keys() {
        found.entry(*kind).or_default().push(identity);
    }
    found
}

/// A database with everything in it, and the role it speaks of.
async fn everything() -> (Database, String) {
    let mut database = Database::with("").await;
    let role = format!("{}_role", database.read().await.server.database);
    let mut sql = EVERYTHING.replace("{role}", &role);
    if !database.converts_encodings() {
        sql = sql.lines().filter(|line| !line.contains("create conversion")).collect::<Vec<_>>().join("\n");
    }
    database.client.batch_execute(&format!("create role {role}; {sql}")).await.unwrap_or_else(|e| panic!("{e:?}"));
    (database, role)
}

async fn finish(database: Database, role: &str) {
    database.client.batch_execute(&format!("drop owned by {role}; drop role {role}")).await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn every_kind_is_named() {
    let (mut database, role) = everything().await;
    let found = database.read().await;
    let converts_encodings = database.converts_encodings();
    let user = &found.server.user;
    let catalog = found.catalog;
    let expected: BTreeMap<OtherKind, Vec<String>> = [
        (OtherKind::View, vec!["app.over_v", "public.v"]),
        (OtherKind::MaterializedView, vec!["public.mv"]),
        (
            OtherKind::Function,
            vec![
                "public.f(integer,pg_catalog.text)",
                "public.on_ddl()",
                "public.same(public.pair,public.pair)",
                "public.step(integer,integer)",
                "public.trigger_function()",
            ],
        ),
        (OtherKind::Procedure, vec!["public.p(integer)"]),
        (OtherKind::Aggregate, vec!["public.total(integer)"]),
        (OtherKind::Trigger, vec!["late on public.t", "tr on public.t"]),
        (OtherKind::EventTrigger, vec!["et"]),
        (OtherKind::Policy, vec!["only_mine on public.t"]),
        (OtherKind::RowSecurity, vec!["public.t"]),
        (OtherKind::Rule, vec!["quiet on public.t"]),
        (OtherKind::PartitionedTable, vec!["public.parted"]),
        (OtherKind::Partition, vec!["public.parted_1"]),
        (OtherKind::InheritedTable, vec!["public.child"]),
        (OtherKind::TypedTable, vec!["public.typed"]),
        (OtherKind::ForeignTable, vec!["public.far"]),
        (OtherKind::ForeignDataWrapper, vec!["fdw"]),
        (OtherKind::ForeignServer, vec!["srv"]),
        (OtherKind::UserMapping, vec![&format!("{user} on server srv")]),
        (OtherKind::RangeType, vec!["public.span"]),
        (OtherKind::BaseType, vec!["public.shell"]),
        (OtherKind::Collation, vec!["public.german"]),
        (OtherKind::Conversion, vec!["public.conv"]),
        (OtherKind::Cast, vec!["(public.pair AS pg_catalog.text)"]),
        (OtherKind::Operator, vec!["public.===(public.pair,public.pair)"]),
        (OtherKind::OperatorClass, vec!["public.cls USING hash"]),
        (OtherKind::OperatorFamily, vec!["public.fam USING hash"]),
        (OtherKind::AccessMethod, vec!["tree"]),
        (OtherKind::Language, vec!["other"]),
        (OtherKind::Statistics, vec!["public.st"]),
        (OtherKind::Publication, vec!["everything", "pub"]),
        (OtherKind::TextSearchConfiguration, vec!["public.conf"]),
        (OtherKind::TextSearchDictionary, vec!["public.dict"]),
        (OtherKind::TextSearchParser, vec!["public.parse"]),
        (OtherKind::TextSearchTemplate, vec!["public.templ"]),
        (OtherKind::LargeObject, vec!["all of them"]),
        (
            OtherKind::Privileges,
            vec![
                "function public.f(integer,pg_catalog.text)",
                "schema app",
                "table column public.t.b",
                "table public.t",
            ],
        ),
        (
            OtherKind::DefaultPrivileges,
            vec![&format!("for role {user} in schema app on tables"), &format!("for role {user} on functions")],
        ),
        (OtherKind::ReplicaIdentity, vec!["public.t"]),
        (OtherKind::ClusterMark, vec!["public.t"]),
        (OtherKind::ColumnStatisticsTarget, vec!["public.child.b", "public.expr.expr", "public.t.b"]),
        (OtherKind::ColumnOptions, vec!["public.t.b"]),
        (OtherKind::Comment, vec!["index public.t_pkey", "sequence app.\"T 2_id_seq\"", "view column public.v.b"]),
    ]
    .into_iter()
    .filter(|(kind, _)| converts_encodings || *kind != OtherKind::Conversion)
    .map(|(kind, identities)| (kind, identities.into_iter().map(str::to_owned).collect()))
    .collect();
    let found: BTreeMap<OtherKind, Vec<String>> = identities(&catalog)
        .into_iter()
        .map(|(kind, identities)| (kind, identities.into_iter().map(str::to_owned).collect()))
        .collect();
    assert_eq!(found, expected);
    let on = |kind, identity: &str| catalog.others[&(kind, identity.to_owned())].on.clone();
    assert_eq!(on(OtherKind::Trigger, "tr on public.t"), Some(public("t")));
    assert_eq!(on(OtherKind::ColumnOptions, "public.t.b"), Some(public("t")));
    assert_eq!(on(OtherKind::View, "public.v"), None);
    assert_eq!(catalog.others[&(OtherKind::View, "public.v".to_owned())].schema.as_deref(), Some("public"));
    finish(database, &role).await;
}

/// Kinds that are not copied: their SQL holds secrets, is no SQL at all, or the server keeps too little of it.
const NOT_COPIED: [OtherKind; 3] = [OtherKind::UserMapping, OtherKind::LargeObject, OtherKind::BaseType];

#[tokio::test]
async fn definitions_make_the_same_again() {
    let (mut database, role) = everything().await;
    let original = database.read().await.catalog;
    // The role outlives the database: what it was granted is in the copy too.
    database.client.batch_execute(&format!("drop owned by {role}")).await.unwrap();
    database.drop().await;
    let mut copy = Database::with(
        "create schema app; create table t (a int primary key, b text, c point, d tsvector, e int);
        create table app.\"T 2\" (id int generated always as identity); comment on table t is 'a table';
        create type pair as (x int, y text); create index expr on t ((a + e)); set check_function_bodies = off",
    )
    .await;
    let copied = || original.others.iter().filter(|((kind, _), _)| !NOT_COPIED.contains(kind));
    let mut waiting: Vec<_> = copied()
        .map(|((kind, identity), other)| {
            let sql = other.definition.clone().unwrap_or_else(|| panic!("no definition: {kind:?} {identity}"));
            (ObjectId::Other(*kind, identity.clone()), sql)
        })
        .collect();
    while !waiting.is_empty() {
        let ids: BTreeSet<_> = waiting.iter().map(|(id, _)| id.clone()).collect();
        let (next, later): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(id, _)| !original.dependencies.needed_by(id).any(|needed| ids.contains(needed)));
        assert!(!next.is_empty(), "these need each other: {later:#?}");
        for (id, sql) in next {
            let made = copy.client.batch_execute(&sql).await;
            made.unwrap_or_else(|error| panic!("{id}: {error:?}\n{sql}"));
        }
        waiting = later;
    }
    let made = copy.read().await.catalog;
    for (key, other) in copied() {
        assert_eq!(made.others.get(key), Some(other), "{key:?}");
    }
    finish(copy, &role).await;
}

#[tokio::test]
async fn secrets_are_not_read() {
    let (mut database, role) = everything().await;
    let text = serde_json::to_string(&database.read().await.catalog).unwrap();
    assert!(!text.contains("secret"));
    finish(database, &role).await;
}

#[tokio::test]
async fn a_role_without_rights_reads_the_same() {
    let (mut database, role) = everything().await;
    let as_superuser = database.read().await;
    database.client.batch_execute(&format!("set role {role}")).await.unwrap();
    let as_nobody = database.read().await;
    assert_eq!(as_nobody.catalog, as_superuser.catalog);
    assert_eq!(as_nobody.server.user, role);
    database.client.batch_execute("reset role").await.unwrap();
    finish(database, &role).await;
}

#[tokio::test]
async fn what_extensions_bring_is_not_named() {
    let bare = read("").await.catalog;
    assert_eq!(bare.others, BTreeMap::new());
    let found = catalog(
        "create extension hstore; create extension citext; create extension btree_gist;
        do $$ declare found text; begin
            for found in select name from pg_available_extensions
                where name in ('postgres_fdw', 'cube', 'pg_stat_statements', 'file_fdw', 'bloom', 'unaccent')
            loop execute format('create extension %I', found); end loop;
        end $$",
    )
    .await;
    assert_eq!(found.others, BTreeMap::new());
    assert!(found.tables.is_empty() && found.sequences.is_empty() && found.domains.is_empty());
}

#[tokio::test]
async fn the_ledger_is_not_named() {
    let found = catalog(
        "create schema keel; create table keel.t (a int primary key); create view keel.v as select 1;
        create function keel.f() returns int language sql as 'select 1'; create type keel.r as range (subtype = int);
        alter table keel.t enable row level security; create policy p on keel.t; grant usage on schema keel to public;
        grant select on keel.t to public; comment on index keel.t_pkey is 'x'; comment on view keel.v is 'x'",
    )
    .await;
    assert_eq!(found.others, BTreeMap::new());
    assert_eq!(found.dependencies.iter().count(), 0);
}

#[tokio::test]
async fn others_need_what_they_are_made_of() {
    let (mut database, role) = everything().await;
    let found = database.read().await;
    let catalog = &found.catalog;
    let needs = |kind, identity: &str, needed: ObjectId| {
        let id = ObjectId::Other(kind, identity.to_owned());
        let found: Vec<_> = catalog.dependencies.needed_by(&id).collect();
        assert!(found.contains(&&needed), "{id} needs {found:?}, not {needed}");
    };
    let other = |kind, identity: &str| ObjectId::Other(kind, identity.to_owned());
    let table = ObjectId::Table(public("t"));
    let column = |name: &str| ObjectId::Column(public("t"), name.to_owned());
    needs(OtherKind::View, "public.v", column("b"));
    needs(OtherKind::View, "public.v", ObjectId::Schema("public".to_owned()));
    needs(OtherKind::View, "app.over_v", other(OtherKind::View, "public.v"));
    needs(OtherKind::MaterializedView, "public.mv", column("a"));
    needs(OtherKind::Trigger, "tr on public.t", other(OtherKind::Function, "public.trigger_function()"));
    needs(OtherKind::Trigger, "tr on public.t", table.clone());
    needs(OtherKind::Policy, "only_mine on public.t", column("a"));
    needs(OtherKind::RowSecurity, "public.t", table.clone());
    needs(OtherKind::ColumnOptions, "public.t.b", column("b"));
    needs(OtherKind::Partition, "public.parted_1", other(OtherKind::PartitionedTable, "public.parted"));
    needs(OtherKind::InheritedTable, "public.child", table);
    assert!(catalog.children[&public("t")].contains(&other(OtherKind::InheritedTable, "public.child")));
    needs(OtherKind::TypedTable, "public.typed", ObjectId::Type(public("pair")));
    needs(OtherKind::Aggregate, "public.total(integer)", other(OtherKind::Function, "public.step(integer,integer)"));
    needs(OtherKind::Cast, "(public.pair AS pg_catalog.text)", ObjectId::Type(public("pair")));
    needs(OtherKind::OperatorClass, "public.cls USING hash", other(OtherKind::OperatorFamily, "public.fam USING hash"));
    needs(
        OtherKind::OperatorClass,
        "public.cls USING hash",
        other(OtherKind::Operator, "public.===(public.pair,public.pair)"),
    );
    needs(OtherKind::Statistics, "public.st", column("b"));
    needs(OtherKind::ForeignTable, "public.far", other(OtherKind::ForeignServer, "srv"));
    needs(OtherKind::Publication, "pub", ObjectId::Table(public("t")));
    let default = format!("for role {} in schema app on tables", found.server.user);
    needs(OtherKind::DefaultPrivileges, &default, ObjectId::Schema("app".to_owned()));
    needs(OtherKind::Privileges, "table column public.t.b", column("b"));
    needs(OtherKind::Comment, "index public.t_pkey", ObjectId::Constraint(public("t"), "t_pkey".to_owned()));
    finish(database, &role).await;
}

#[tokio::test]
async fn a_sequence_behind_an_identity_that_is_not_logged_as_its_table_is_named() {
    if major().await < 15 {
        return;
    }
    let catalog = catalog(
        "create table t (id int generated always as identity, plain int generated always as identity);
        alter sequence t_id_seq set unlogged;
        create unlogged table u (id int generated always as identity, other int generated always as identity);
        alter sequence u_id_seq set logged",
    )
    .await;
    let found = identities(&catalog);
    assert_eq!(found, [(OtherKind::IdentityLogging, vec!["public.t_id_seq", "public.u_id_seq"])].into());
    let object = &catalog.others[&(OtherKind::IdentityLogging, "public.t_id_seq".to_owned())];
    assert_eq!(object.on, Some(public("t")));
    assert_eq!(object.definition.as_deref(), Some("ALTER SEQUENCE public.t_id_seq SET UNLOGGED"));
}
