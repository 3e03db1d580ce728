//! What is said of statements that fail, and what stands after them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, missing_docs)]

mod support;

use std::time::Duration;

use evenkeel_runner::{EntryState, Options, Resolution, Runner, Silent};
use support::*;

const TABLE: (&str, &str, &str) = (
    "20260101000000_table",
    "create table member (id int primary key, email text not null, team int);\n\
     insert into member values (1, 'a@x', 1), (2, 'a@x', 2);\n",
    "",
);

/// The words for each of some migrations that fail, one below the other.
async fn words(files: &[&str]) -> String {
    let mut all = Vec::new();
    for file in files {
        let database = Database::create().await;
        let client = &mut database.connect().await;
        let folder = migrations(&[TABLE, ("20260102000000_change", file, "")]);
        let error = apply(client, &folder).await.unwrap_err();
        assert!(error.failure().is_some(), "{error}");
        all.push(error.to_string());
        let left = scalar(client, "select to_regclass('half')").await;
        assert_eq!(left, "", "what the migration did before is rolled back");
    }
    all.join("\n\n================\n\n")
}

#[tokio::test]
async fn statements_that_fail() {
    let all = words(&[
        "create table half ();\n\nalter table member\n    add constraint team_known\n    foreign key (taem) references member;\n",
        "create table half ();\n  create unique index on member (email); -- why not\n",
        "create table half (\n  id int,\n  größe text defualt 'x'\n);\n",
        "create table half (id int;\nselect 1;\n",
        "select 1;\n-- keel: segment\nalter table member add check (id > 1);\n",
        "create index concurrently member_team on member (team);\n",
        "do $$\nbegin\n  perform 1;\n  execute 'select nothing from nowhere';\nend\n$$;\n",
        "create table half (id int primary key, other int references half deferrable initially deferred);\n\
         insert into half values (1, 2);\n",
        "drop table nowhere;\n",
        "select $1;\n",
        "do $$\nbegin\n  raise 'a row is in the way' using errcode = 'check_violation', hint = 'take it out of the way';\nend\n$$;\n",
    ])
    .await;
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_statement_that_takes_too_long() {
    // The embedded server has no timers: nothing ends a statement there.
    if Database::with_several_connections().await.is_none() {
        return;
    }
    let all = words(&["create table half ();\nset local statement_timeout = '50ms';\nselect pg_sleep(5);\n"]).await;
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_lock_that_cannot_be_had() {
    let Some(database) = Database::with_several_connections().await else { return };
    let client = &mut database.connect().await;
    apply(client, &migrations(&[TABLE])).await.unwrap();
    let other = database.connect().await;
    other.batch_execute("begin; lock table member in access share mode").await.unwrap();
    let all = migrations(&[TABLE, ("20260102000000_drop", "drop table member;\n", "")]);
    let mut log = Log::default();
    let error = Runner::new(client, options(), &mut log).apply(&all, None).await.unwrap_err();
    assert!(error.is_lock_timeout());
    insta::assert_snapshot!("gives_up", format!("{}\n\n{error}", log.text()));

    let release = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(500)).await;
        other.batch_execute("commit").await
    });
    let patient = Options { attempts: 20, ..options() };
    let mut log = Log::default();
    let outcome = Runner::new(client, patient, &mut log).apply(&all, None).await.unwrap();
    assert_eq!(outcome.done.len(), 1);
    assert!(log.0.iter().any(|line| line.contains("again (2 of 20)")), "{}", log.text());
    release.await.unwrap().unwrap();
}

#[tokio::test]
async fn scans_have_no_time_limit() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let up = "create table big as select g from generate_series(1, 20000) g;\n\
              create function slow(int) returns int language plpgsql immutable as $$ begin perform pg_sleep(0.3); return 1; end $$;\n\
              create table one as select 1 as id;\n\
              create index on one (slow(id));\n\
              alter table one add check (slow(id) = 1) not valid;\n\
              alter table one validate constraint one_id_check;\n\
              create table limits as select current_setting('statement_timeout') as it;\n";
    let all = migrations(&[("20260101000000_scan", up, "")]);
    let limited = Options { statement_timeout: Some("150ms".parse().unwrap()), ..options() };
    Runner::new(client, limited, &mut Silent).apply(&all, None).await.unwrap();
    assert_eq!(scalar(client, "select it from limits").await, "150ms");
}

const INDEX: &str = "alter table member add note text;\n\
                     -- keel: segment no-transaction\n-- keel: probe valid-index public.member_email\n\
                     create unique index concurrently member_email on public.member (email);\n\
                     -- keel: segment\nalter table member add other text;\n";

#[tokio::test]
async fn a_failed_index_build_is_tried_anew() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[TABLE, ("20260102000000_index", INDEX, "")]);
    let error = apply(client, &all).await.unwrap_err();
    insta::assert_snapshot!("duplicates", error.to_string());
    assert_eq!(status(client, &all).await.entries[1].state, EntryState::HalfApplied { done: 1, total: 3 });
    assert_eq!(
        scalar(client, "select indisvalid from pg_index where indexrelid = 'member_email'::regclass").await,
        "f"
    );
    assert!(apply(client, &all).await.is_err(), "the duplicates are still there");
    let error = Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap_err();
    insta::assert_snapshot!("half_applied_down", error.to_string());

    client.batch_execute("update member set email = 'b@x' where id = 2").await.unwrap();
    let mut log = Log::default();
    Runner::new(client, options(), &mut log).apply(&all, None).await.unwrap();
    insta::assert_snapshot!("resumed", log.text());
    assert_eq!(
        scalar(client, "select indisvalid from pg_index where indexrelid = 'member_email'::regclass").await,
        "t"
    );
    assert_eq!(
        scalar(client, "select execution_milliseconds >= 0 from keel.migrations where version = '20260102000000'")
            .await,
        "t"
    );
}

#[tokio::test]
async fn the_segments_to_come_may_be_mended() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[TABLE, ("20260102000000_index", INDEX, "")]);
    apply(client, &all).await.unwrap_err();
    let other_past = migrations(&[TABLE, ("20260102000000_index", &INDEX.replace("note", "notes"), "")]);
    assert!(apply(client, &other_past).await.unwrap_err().is_checksum_mismatch());
    let mended = INDEX.replace("member_email", "member_email_team").replace("(email)", "(email, team)");
    let mended = migrations(&[TABLE, ("20260102000000_index", &mended, "")]);
    let mut log = Log::default();
    Runner::new(client, options(), &mut log).apply(&mended, None).await.unwrap();
    insta::assert_snapshot!(log.text());
    assert_eq!(scalar(client, "select to_regclass('member_email')").await, "", "the leftover went by its own name");
    assert!(status(client, &mended).await.problems.is_empty());
}

#[tokio::test]
async fn an_index_of_another_is_not_taken_for_ours() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[TABLE, ("20260102000000_index", INDEX, "")]);
    apply(client, &migrations(&[TABLE])).await.unwrap();
    client.batch_execute("create index member_email on member (id)").await.unwrap();
    for _ in 0..2 {
        let error = apply(client, &all).await.unwrap_err();
        assert_eq!(error.sqlstate().unwrap().code(), "42P07");
    }
    client.batch_execute("drop index member_email; update member set email = id").await.unwrap();
    apply(client, &all).await.unwrap();
}

#[tokio::test]
async fn a_person_decides_where_no_probe_can() {
    let Some(database) = Database::with_several_connections().await else {
        return;
    };
    let client = &mut database.connect().await;
    let up =
        "select 1;\n-- keel: segment no-transaction\nselect pg_sleep(30);\n-- keel: segment\ncreate table after ();\n";
    let all = migrations(&[("20260101000000_sleep", up, "")]);
    let folder = all.clone();
    let mut victim = database.connect().await;
    let pid = scalar(&victim, "select pg_backend_pid()").await;
    let running = tokio::spawn(async move { apply(&mut victim, &folder).await.unwrap_err() });
    let sleeping =
        format!("select count(*) from pg_stat_activity where pid = {pid} and query like 'select pg_sleep(30)%'");
    while scalar(client, &sleeping).await == "0" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    client.batch_execute(&format!("select pg_terminate_backend({pid}, 5000)")).await.unwrap();
    let error = running.await.unwrap();
    assert!(error.is_connection_lost());
    insta::assert_snapshot!("cut_off", error.to_string());

    let error = apply(client, &all).await.unwrap_err();
    assert!(error.is_unresolved());
    insta::assert_snapshot!("unresolved", error.to_string());
    let at = version("20260101000000");
    let mut silent = Silent;
    let mut runner = Runner::new(client, options(), &mut silent);
    let error = runner.resolve(&all, at, 1, Resolution::Done).await.unwrap_err();
    insta::assert_snapshot!("other_segment", error.to_string());
    runner.resolve(&all, at, 2, Resolution::Done).await.unwrap();
    assert_eq!(runner.apply(&all, None).await.unwrap().done.len(), 1);
    let error = runner.resolve(&all, at, 2, Resolution::Done).await.unwrap_err();
    insta::assert_snapshot!("not_half_done", error.to_string());
}

#[tokio::test]
async fn a_migration_that_is_given_up() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[TABLE, ("20260102000000_index", INDEX, "")]);
    apply(client, &all).await.unwrap_err();
    client.batch_execute("drop index member_email; alter table member drop note").await.unwrap();
    let mut silent = Silent;
    let mut runner = Runner::new(client, options(), &mut silent);
    runner.resolve(&all, version("20260102000000"), 2, Resolution::Abort).await.unwrap();
    assert_eq!(runner.status(&all).await.unwrap().entries[1].state, EntryState::Pending);
}

#[tokio::test]
async fn a_failed_statement_alone_leaves_no_mark() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[("20260101000000_vacuum", "-- keel: segment no-transaction\nvacuum nowhere;\n", "")]);
    let error = apply(client, &all).await.unwrap_err();
    insta::assert_snapshot!(error.to_string());
    assert_eq!(status(client, &all).await.entries[0].state, EntryState::Pending);
}

#[tokio::test]
async fn without_a_way_back() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[TABLE]);
    apply(client, &all).await.unwrap();
    let error = Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap_err();
    assert!(error.is_no_way_back());
    insta::assert_snapshot!(error.to_string(), @"
    20260101000000_table has no `down.sql`
    help: write one, or write a new migration that undoes it
    ");
}

#[tokio::test]
async fn a_run_that_waits_for_its_next_try_is_not_idle() {
    let Some(database) = Database::with_several_connections().await else { return };
    let other = database.connect().await;
    let folder = migrations(&[TABLE, ("20260102000000_change", "alter table member add half int;\n", "")]);
    let first = &mut database.connect().await;
    apply(first, &folder[..1]).await.unwrap();
    let name = database.name();
    let impatient = format!(
        "alter database {name} set idle_session_timeout = '300ms'; \
         alter database {name} set idle_in_transaction_session_timeout = '300ms'"
    );
    other.batch_execute(&impatient).await.unwrap();
    other.batch_execute("begin; lock table member").await.unwrap();
    let options = Options { attempts: 2, first_pause: Duration::from_secs(1), ..options() };
    let client = &mut database.connect().await;
    let error = Runner::new(client, options, &mut Silent).apply(&folder, None).await.unwrap_err();
    assert!(error.is_lock_timeout(), "{error}");
    assert_eq!(scalar(client, "show idle_session_timeout").await, "300ms", "the session is given back as it was");
    other.batch_execute("rollback").await.unwrap();
}

#[tokio::test]
async fn a_file_that_takes_the_ledger_away() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[TABLE, ("20260102000000_all", "drop schema keel cascade;\n", "")]);
    let error = apply(client, &all).await.unwrap_err();
    insta::assert_snapshot!("ledger_gone", error.to_string());
    assert_eq!(status(client, &all).await.entries[1].state, EntryState::Pending);
}

#[tokio::test]
async fn rows_that_stand_in_the_way() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    for (name, up) in [
        ("required_column", "alter table member add column other text, add column \"Needed\" text not null;\n"),
        ("value_too_long", "alter table member alter column email type varchar(1);\n"),
    ] {
        let all = migrations(&[TABLE, ("20260102000000_rows", up, "")]);
        let error = apply(client, &all).await.unwrap_err();
        insta::assert_snapshot!(name, error.to_string());
    }
}
