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
    assert_eq!(format!("{}\nhelp: {}", error.message(), error.help().unwrap()), error.to_string());

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
    assert_eq!(status(client, &all).await.entries[0].failure, None, "nobody is left who could have kept why");

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

#[tokio::test]
async fn why_a_migration_failed_is_kept_until_it_is_applied() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let up = "select 1;\ncreate role_of_its_own;\n";
    let change = ("20260102000000_change", up, "");
    apply(client, &migrations(&[TABLE, change])).await.unwrap_err();
    let failure = status(client, &migrations(&[TABLE, change])).await.entries[1].failure.clone().unwrap();
    assert_eq!((failure.segment, failure.statement, failure.line, failure.down), (1, 2, 2, false));
    assert_eq!((&*failure.sqlstate, &*failure.message), ("42601", "syntax error at or near \"role_of_its_own\""));
    assert!(failure.failed_at.is_some() && failure.run_by.contains(" through keel test"), "{failure:?}");

    // Another reason takes its place, whatever role and settings the failed transaction had taken on; of rows it says
    // nothing.
    let change = (change.0, "set role pg_monitor;\nreset role;\nalter table member add unique (email);\n", "");
    apply(client, &migrations(&[TABLE, change])).await.unwrap_err();
    let now = status(client, &migrations(&[TABLE, change])).await;
    assert_eq!(now.entries[1].state, EntryState::Pending);
    let failure = now.entries[1].failure.clone().unwrap();
    assert_eq!((failure.statement, failure.line), (3, 3));
    assert_eq!(failure.message, "could not create unique index \"member_email_key\"");
    let kept = scalar(client, "select f::text from keel.failures f").await;
    assert!(kept.contains("23505") && !kept.contains("a@x"), "{kept}");

    let change = (change.0, "alter table member add unique (id, email);\n", "");
    let all = migrations(&[TABLE, change]);
    apply(client, &all).await.unwrap();
    assert_eq!(status(client, &all).await.entries[1].failure, None);
    assert_eq!(scalar(client, "select count(*) from keel.failures").await, "0");
}

#[tokio::test]
async fn why_a_commit_failed_is_kept() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let up = "create table pair (id int primary key, other int references pair deferrable initially deferred);\n\
              insert into pair values (1, 2);\nselect 1;\n";
    let all = migrations(&[("20260101000000_pair", up, "")]);
    apply(client, &all).await.unwrap_err();
    let failure = status(client, &all).await.entries[0].failure.clone().unwrap();
    assert_eq!((failure.statement, &*failure.sqlstate), (3, "23503"));
}

#[tokio::test]
async fn why_a_migration_stopped_half_way_is_kept_until_it_is_resolved() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[TABLE, ("20260102000000_index", INDEX, "")]);
    apply(client, &all).await.unwrap_err();
    let now = status(client, &all).await;
    insta::assert_snapshot!("half_applied_with_its_reason", now.half_applied(&all).unwrap().to_string());
    let failure = now.entries[1].failure.as_ref().unwrap();
    assert_eq!((failure.segment, failure.statement, failure.line), (2, 1, 4));
    let elsewhere = status(client, &migrations(&[TABLE])).await;
    assert!(elsewhere.entries[1].failure.is_some(), "also where the folder does not have it");
    let mut silent = Silent;
    let mut runner = Runner::new(client, options(), &mut silent);
    runner.resolve(&all, version("20260102000000"), 2, Resolution::NotDone).await.unwrap();
    assert_eq!(status(client, &all).await.entries[1].failure, None);
}

#[tokio::test]
async fn why_a_way_back_failed_is_kept_where_a_part_of_it_stands() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let whole = ("20260101000000_whole", "create table whole ();\n", "drop table whole;\ndrop table nowhere;\n");
    let all = migrations(&[whole]);
    apply(client, &all).await.unwrap();
    Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap_err();
    let now = status(client, &all).await;
    assert_eq!((now.entries[0].state, &now.entries[0].failure), (EntryState::Applied, &None), "it is what it was");
    let half = (whole.0, whole.1, "drop table whole;\n-- keel: segment\ndrop table nowhere;\n");
    let all = migrations(&[half]);
    Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap_err();
    let failure = status(client, &all).await.entries[0].failure.clone().unwrap();
    assert_eq!((failure.down, failure.segment, &*failure.sqlstate), (true, 2, "42P01"));
    client.batch_execute("create table nowhere ()").await.unwrap();
    Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap();
    let now = status(client, &all).await;
    assert_eq!((now.entries[0].state, &now.entries[0].failure), (EntryState::Pending, &None));
}

#[tokio::test]
async fn a_ledger_that_an_older_program_made_keeps_failures_too() {
    let Some(database) = Database::with_several_connections().await else { return };
    let admin = &mut database.connect().await;
    let fails = ("20260102000000_fails", "drop table nowhere;\n", "");
    let all = migrations(&[TABLE, fails]);
    apply(admin, &migrations(&[TABLE])).await.unwrap();
    // What it made is this, under the same number.
    let older = "drop table keel.failures";
    admin.batch_execute(older).await.unwrap();
    assert_eq!(status(admin, &all).await.pending().count(), 1, "it can be read as it is");
    assert_eq!(scalar(admin, "select to_regclass('keel.failures')").await, "", "and stays so");
    apply(admin, &all).await.unwrap_err();
    assert!(status(admin, &all).await.entries[1].failure.is_some());
    assert_eq!(scalar(admin, "select format from keel.ledger").await, "1", "an older program finds its ledger");

    // A role that may write the ledger and not add to it goes on without.
    admin.batch_execute(older).await.unwrap();
    let role = format!("{}_role", database.name());
    let rights = format!(
        "create role {role} login password 'secret'; grant usage on schema keel to {role}; \
         grant all on all tables in schema keel to {role}; grant create on schema public to {role}"
    );
    admin.batch_execute(&rights).await.unwrap();
    let mut client = connect(&database.options.with_user(&role, Some("secret"))).await;
    let error = apply(&mut client, &all).await.unwrap_err();
    assert_eq!(error.sqlstate().unwrap().code(), "42P01", "{error}");
    assert_eq!(status(&mut client, &all).await.entries[1].failure, None);
    let mended = migrations(&[TABLE, (fails.0, "create table made ();\n", "")]);
    apply(&mut client, &mended).await.unwrap();
    client.close().await;
    // Nor does one hinder it that it may not read.
    apply(admin, &mended).await.unwrap();
    admin.batch_execute(&format!("revoke all on keel.failures from {role}")).await.unwrap();
    let mut client = connect(&database.options.with_user(&role, Some("secret"))).await;
    assert_eq!(status(&mut client, &all).await.entries.len(), 2);
    client.close().await;
    admin.batch_execute(&format!("drop owned by {role}; drop role {role}")).await.unwrap();
}

#[tokio::test]
async fn what_failed_first_is_told() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    // What it does to the ledger stands, so that its failure cannot be written down.
    let up = "-- keel: segment no-transaction\n\
              do $$ begin drop table keel.migrations; commit; raise 'the first of two'; end $$;\n";
    let error = apply(client, &migrations(&[("20260101000000_first", up, "")])).await.unwrap_err();
    assert!(error.to_string().starts_with("the first of two [P0001]"), "{error}");
}

#[tokio::test]
async fn a_leftover_is_dropped_whatever_limits_the_role_has() {
    let Some(database) = Database::with_several_connections().await else { return };
    let all = migrations(&[TABLE, ("20260102000000_index", INDEX, "")]);
    let limited = database.options.with_settings([("lock_timeout", "50ms"), ("statement_timeout", "400ms")]);
    let client = &mut connect(&limited).await;
    apply(client, &all).await.unwrap_err();
    let other = database.connect().await;
    other.batch_execute("update member set email = 'b@x' where id = 2; begin; select from member").await.unwrap();
    let release = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(800)).await;
        other.batch_execute("commit").await
    });
    apply(client, &all).await.unwrap();
    release.await.unwrap().unwrap();
}
