//! Segments that only look at rows: nothing stands of them, and they are asked again as long as nothing else does.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, missing_docs)]

mod support;

use evenkeel_runner::{EntryState, Migration};
use support::*;

const TABLE: (&str, &str, &str) = (
    "20260101000000_table",
    "create table member (id int primary key, team int);\ninsert into member values (1, 1);\n",
    "",
);

/// Looks for what would stop the second of the two segments that change something.
const UP: &str = "-- keel: segment check
do $$ begin
    if exists (select from member where team is null) then
        raise 'there is a row without a team' using errcode = 'not_null_violation', hint = 'give it one';
    end if;
end $$;

-- keel: segment
alter table member add note text;

-- keel: segment
alter table member alter team set not null;
";

fn folder(up: &str) -> Vec<Migration> {
    migrations(&[TABLE, ("20260102000000_change", up, "")])
}

async fn state(client: &mut tokio_postgres::Client, folder: &[Migration]) -> EntryState {
    status(client, folder).await.entries[1].state
}

#[tokio::test]
async fn a_check_that_finds_rows_leaves_nothing_and_is_asked_again() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let folder = folder(UP);
    apply(client, &migrations(&[TABLE])).await.unwrap();
    client.batch_execute("insert into member values (2, null)").await.unwrap();
    let error = apply(client, &folder).await.unwrap_err();
    insta::assert_snapshot!("finds_rows", error.to_string());
    assert_eq!(state(client, &folder).await, EntryState::Pending);
    client.batch_execute("delete from member where team is null").await.unwrap();
    apply(client, &folder).await.unwrap();
    assert_eq!(state(client, &folder).await, EntryState::Applied);
}

#[tokio::test]
async fn what_fails_behind_a_check_alone_has_changed_nothing() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let folder = folder(UP);
    apply(client, &migrations(&[TABLE])).await.unwrap();
    client.batch_execute("alter table member add note int").await.unwrap();
    let error = apply(client, &folder).await.unwrap_err();
    insta::assert_snapshot!("behind_a_check", error.to_string());
    assert_eq!(state(client, &folder).await, EntryState::Pending);
    // What has come since the check was asked is found by it.
    client.batch_execute("alter table member drop note; insert into member values (2, null)").await.unwrap();
    let error = apply(client, &folder).await.unwrap_err();
    assert_eq!(error.failure().unwrap().segment, 1, "{error}");
    assert_eq!(scalar(client, "select count(*) from pg_attribute where attname = 'note'").await, "0");
}

#[tokio::test]
async fn it_is_done_with_what_follows_it() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let folder = folder(&UP.replace("set not null", "set not nul"));
    let error = apply(client, &folder).await.unwrap_err();
    insta::assert_snapshot!("behind_what_stands", error.to_string());
    assert_eq!(state(client, &folder).await, EntryState::HalfApplied { done: 2, total: 3 });
}

#[tokio::test]
async fn what_it_writes_does_not_stand() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let up = "create table kept ();\n-- keel: segment check\ncreate table gone ();\n";
    apply(client, &folder(up)).await.unwrap();
    assert_eq!(scalar(client, "select to_regclass('kept')").await, "kept");
    assert_eq!(scalar(client, "select to_regclass('gone')").await, "");
    assert_eq!(state(client, &folder(up)).await, EntryState::Applied);
}

#[tokio::test]
async fn an_index_build_behind_a_check_that_fails_is_tried_anew() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let up = "-- keel: segment check\nselect 1;\n\
              -- keel: segment no-transaction\n-- keel: probe valid-index public.member_team\n\
              create unique index concurrently member_team on public.member (team);\n";
    let folder = folder(up);
    apply(client, &migrations(&[TABLE])).await.unwrap();
    client.batch_execute("insert into member values (2, 1)").await.unwrap();
    let error = apply(client, &folder).await.unwrap_err();
    assert_eq!(error.failure().unwrap().segment, 2, "{error}");
    assert_eq!(state(client, &folder).await, EntryState::HalfApplied { done: 0, total: 2 });
    client.batch_execute("delete from member where id = 2").await.unwrap();
    apply(client, &folder).await.unwrap();
    assert_eq!(state(client, &folder).await, EntryState::Applied);
}
