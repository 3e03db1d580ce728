//! Applying, going back, and all that can keep a run from it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, missing_docs)]

mod support;

use std::time::Duration;

use evenkeel_runner::{EntryState, Options, Runner, Silent};
use support::*;

const FIRST: (&str, &str, &str) = (
    "20260101000000_first",
    "-- keel: parent none\n\ncreate table member (id int primary key, email text);\ninsert into member values (1, 'a');\n",
    "drop table member;\n",
);
const SECOND: (&str, &str, &str) = (
    "20260102000000_second",
    "-- keel: parent 20260101000000\n\nalter table member add role text;\n",
    "alter table member drop role;\n",
);

#[tokio::test]
async fn applied_once_and_taken_back_step_by_step() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[FIRST, SECOND]);
    assert_eq!(status(client, &all).await.pending().count(), 2, "a status needs no ledger");
    assert_eq!(scalar(client, "select to_regnamespace('keel')").await, "", "and makes none");

    let mut log = Log::default();
    let outcome = Runner::new(client, options(), &mut log).apply(&all, None).await.unwrap();
    assert_eq!(versions(&outcome), ["20260101000000", "20260102000000"]);
    insta::assert_snapshot!(log.text());
    assert_eq!(versions(&apply(client, &all).await.unwrap()), [""; 0], "a second run has nothing to do");
    assert_eq!(scalar(client, "select count(*) from member").await, "1");

    let now = status(client, &all).await;
    assert!(now.problems.is_empty() && now.pending().count() == 0);
    let row = now.entries[1].row.as_ref().unwrap();
    assert_eq!((row.segments_done, row.segments_total, row.checksum), (1, 1, all[1].up.checksum));
    let user = scalar(client, "select session_user").await;
    assert!(row.applied_by.starts_with(&format!("{user} through keel test")), "{}", row.applied_by);
    assert!(row.started_at <= row.finished_at && row.started_at.is_some());

    for expected in ["20260102000000", "20260101000000"] {
        assert_eq!(
            Runner::new(client, options(), &mut Silent).plan_down(&all).await.unwrap().version,
            version(expected)
        );
        let outcome = Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap();
        assert_eq!(versions(&outcome), [expected]);
    }
    assert_eq!(scalar(client, "select to_regclass('member')").await, "");
    let error = Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap_err();
    insta::assert_snapshot!(error.to_string(), @"nothing is applied, so there is no step to go back by");
    assert_eq!(apply(client, &all).await.unwrap().done.len(), 2, "and forth again");
}

#[tokio::test]
async fn up_to_a_version() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[FIRST, SECOND]);
    let mut silent = Silent;
    let mut runner = Runner::new(client, options(), &mut silent);
    let to = Some(version("20260101000000"));
    assert_eq!(runner.plan(&all, to).await.unwrap().len(), 1);
    assert_eq!(runner.apply(&all, to).await.unwrap().done.len(), 1);
    assert_eq!(runner.apply(&all, to).await.unwrap().done.len(), 0);
    assert_eq!(runner.apply(&all, None).await.unwrap().done.len(), 1);
    insta::assert_snapshot!(runner.apply(&all, to).await.unwrap_err().to_string(), @"
    the database is past 20260101000000 already: 20260102000000 is applied
    help: go back one step at a time with `migrate down`
    ");
    insta::assert_snapshot!(runner.apply(&all, Some(version("20260102000001"))).await.unwrap_err().to_string(), @"
    there is no migration 20260102000001
    help: did you mean 20260102000000?
    ");
}

#[tokio::test]
async fn a_baseline_is_not_run() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    client.batch_execute("create table member (id int primary key, email text)").await.unwrap();
    let all = migrations(&[FIRST, SECOND]);
    let mut silent = Silent;
    let mut runner = Runner::new(client, options(), &mut silent);
    runner.baseline(&all, Some(version("20260101000000"))).await.unwrap();
    assert_eq!(runner.status(&all).await.unwrap().entries[0].state, EntryState::Baseline);
    assert_eq!(versions(&runner.apply(&all, None).await.unwrap()), ["20260102000000"]);
    runner.down(&all, None).await.unwrap();
    insta::assert_snapshot!(runner.down(&all, None).await.unwrap_err().to_string(), @"
    20260101000000_first was marked as applied without being run, so it is not undone by its `down.sql`
    help: undo by hand what is to be undone
    ");
}

#[tokio::test]
async fn an_empty_migration_is_applied_too() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[("20260101000000_empty", "-- nothing yet\n", "-- nothing either\n")]);
    assert_eq!(apply(client, &all).await.unwrap().done.len(), 1);
    assert_eq!(apply(client, &all).await.unwrap().done.len(), 0);
    Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap();
    assert_eq!(status(client, &all).await.pending().count(), 1);
}

#[tokio::test]
async fn folder_and_ledger_that_do_not_fit() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let third = ("20260103000000_third", "-- keel: parent 20260102000000\ncreate table third ();\n", "");
    apply(client, &migrations(&[FIRST, SECOND])).await.unwrap();

    let windows = (SECOND.0, &*SECOND.1.replace('\n', "\r\n"), SECOND.2);
    let fine = migrations(&[FIRST, windows]);
    assert!(status(client, &fine).await.problems.is_empty(), "line ends do not count");
    let marked = (SECOND.0, &*format!("\u{feff}{}", SECOND.1), SECOND.2);
    assert!(status(client, &migrations(&[FIRST, marked])).await.problems.is_empty(), "nor does a byte order mark");

    let edited =
        migrations(&[FIRST, (SECOND.0, "-- keel: parent 20260101000000\nalter table member add roll text;\n", "")]);
    let error = apply(client, &edited).await.unwrap_err();
    assert!(error.is_checksum_mismatch());
    insta::assert_snapshot!("edited", error.to_string());
    assert!(Runner::new(client, options(), &mut Silent).down(&edited, None).await.unwrap_err().is_checksum_mismatch());

    let missing = migrations(&[FIRST]);
    let outcome = apply(client, &missing).await.unwrap();
    assert_eq!((outcome.done.len(), outcome.allowed.len()), (0, 1), "nothing to do, so nothing to refuse");
    let missing = migrations(&[FIRST, third]);
    let error = apply(client, &missing).await.unwrap_err();
    assert!(error.is_missing_file());
    insta::assert_snapshot!("missing", error.to_string());
    assert!(Runner::new(client, options(), &mut Silent).down(&missing, None).await.unwrap_err().is_missing_file());

    let between = ("20260101120000_between", "create table between_them ();\n", "");
    let unordered = migrations(&[FIRST, between, SECOND, third]);
    let error = apply(client, &unordered).await.unwrap_err();
    assert!(error.is_out_of_order());
    insta::assert_snapshot!("out_of_order", error.to_string());
    let all = Options { allow_out_of_order: true, ..options() };
    let outcome = Runner::new(client, all, &mut Silent).apply(&unordered, None).await.unwrap();
    assert_eq!(versions(&outcome), ["20260101120000", "20260103000000"]);

    let one = ("20260104000000_one", "-- keel: parent 20260103000000\ncreate table one ();\n", "");
    let two = ("20260105000000_two", "-- keel: parent 20260103000000\ncreate table two ();\n", "");
    let heads = migrations(&[FIRST, between, SECOND, third, one, two]);
    let error = apply(client, &heads).await.unwrap_err();
    assert!(error.is_two_heads());
    insta::assert_snapshot!("two_heads", error.to_string());
    apply(client, &migrations(&[FIRST, between, SECOND, third, one])).await.unwrap();
    let error = apply(client, &heads).await.unwrap_err();
    insta::assert_snapshot!("two_heads_one_applied", error.to_string());

    let open = evenkeel_runner::heads(&heads).to_string();
    assert_eq!(open, "20260101120000, 20260104000000, 20260105000000", "nothing says that it follows the one between");
    let merge = "-- keel: parent 20260104000000, 20260105000000\nselect 1;\n";
    let merge = ("20260106000000_merge", merge, "");
    let merged = migrations(&[FIRST, between, SECOND, third, one, two, merge]);
    assert!(status(client, &merged).await.problems.is_empty(), "they meet");
    let half = ("20260106000000_half", "-- keel: parent 20260105000000\nselect 1;\n", "");
    let half = migrations(&[FIRST, between, SECOND, third, one, two, half]);
    assert!(apply(client, &half).await.unwrap_err().is_two_heads(), "they do not");

    let stranger = ("20260106000000_stranger", "-- keel: parent 20260103000000\ncreate table stranger ();\n", "");
    let two = ("20260105000000_two", "create table two ();\n", "");
    let error = apply(client, &migrations(&[FIRST, between, SECOND, third, two, stranger])).await.unwrap_err();
    insta::assert_snapshot!("wrong_parent", error.to_string());
    // What is wrong and what to do come apart where there are several too.
    let problems: Vec<_> = error.problems().iter().map(ToString::to_string).collect();
    assert_eq!(error.message(), problems.join("\n"));
    let help = error.help().unwrap();
    assert!(error.problems().iter().all(|problem| help.contains(&problem.help())), "{help}");
}

#[tokio::test]
async fn ledgers_that_are_none_of_ours() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[FIRST]);
    apply(client, &all).await.unwrap();
    client.batch_execute("update keel.ledger set format = 7, tool_version = '9.1.0'").await.unwrap();
    let error = apply(client, &all).await.unwrap_err();
    assert!(error.is_newer_ledger());
    insta::assert_snapshot!(error.to_string(), @"
    the ledger `keel.migrations` was made by a newer keel (9.1.0, format 7)
    help: use that version of keel, or a later one
    ");
    client.batch_execute("alter table keel.ledger alter format type text").await.unwrap();
    let error = apply(client, &all).await.unwrap_err().to_string();
    assert!(error.contains("keel.ledger has columns of other types"), "{error}");
    client.batch_execute("drop table keel.ledger").await.unwrap();
    insta::assert_snapshot!(apply(client, &all).await.unwrap_err().to_string());
    client.batch_execute("drop schema keel cascade; drop table member").await.unwrap();
    apply(client, &all).await.unwrap();
    client.batch_execute("update keel.migrations set checksum = 'md5:1'").await.unwrap();
    insta::assert_snapshot!(apply(client, &all).await.unwrap_err().to_string());
    for (column, to) in [("segments_done", "bigint"), ("name", "bytea using null"), ("baseline", "text")] {
        let alter = format!(
            "begin; alter table keel.migrations alter {column} drop default, alter {column} drop not null, \
             alter {column} type {to}; commit"
        );
        client.batch_execute(&alter).await.unwrap();
        let error = apply(client, &all).await.unwrap_err().to_string();
        assert!(error.contains("the row of 20260101000000 has a"), "{error}");
    }
}

#[tokio::test]
async fn a_role_without_rights() {
    let Some(database) = Database::with_several_connections().await else { return };
    let admin = database.connect().await;
    let role = format!("{}_role", database.name());
    admin.batch_execute(&format!("create role {role} login password 'secret'")).await.unwrap();
    let all = migrations(&[FIRST]);
    let options = database.options.with_user(&role, Some("secret"));
    let client = &mut connect(&options).await;
    let error = apply(client, &all).await.unwrap_err();
    assert!(error.is_permission_denied());
    insta::assert_snapshot!("may_not_create", error.to_string().replace(database.name(), "keel_test"));
    let mut owner = database.connect().await;
    apply(&mut owner, &all).await.unwrap();
    let error = apply(client, &all).await.unwrap_err();
    assert!(error.is_permission_denied());
    insta::assert_snapshot!("may_not_read", error.to_string());
    admin.batch_execute(&format!("alter role {role} set default_transaction_read_only = on")).await.unwrap();
    let client = &mut connect(&options).await;
    let error = apply(client, &all).await.unwrap_err();
    assert!(error.is_read_only());
    insta::assert_snapshot!("read_only", error.to_string().replace(database.name(), "keel_test"));
    admin.batch_execute(&format!("drop role {role}")).await.unwrap();
}

#[tokio::test]
async fn whoever_made_a_session_read_only_is_named() {
    let Some(database) = Database::with_several_connections().await else { return };
    let admin = database.connect().await;
    let name = database.name();
    let all = migrations(&[FIRST]);
    let read_only = database.options.with_settings([("default_transaction_read_only", "on")]);
    let mut told = vec![apply(&mut *connect(&read_only).await, &all).await.unwrap_err()];
    for place in [format!("role \"{name} reader\" in database {name}"), format!("database {name}")] {
        let role = format!("{name} reader");
        admin
            .batch_execute(&format!("drop role if exists \"{role}\"; create role \"{role}\" login password 'x'"))
            .await
            .unwrap();
        admin.batch_execute(&format!("alter {place} set default_transaction_read_only = on")).await.unwrap();
        let client = &mut connect(&database.options.with_user(&role, Some("x"))).await;
        told.push(apply(client, &all).await.unwrap_err());
        admin.batch_execute(&format!("set default_transaction_read_only = off; drop role \"{role}\"")).await.unwrap();
    }
    assert!(told.iter().all(evenkeel_runner::Error::is_read_only), "{told:?}");
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("read_only_by", told.join("\n\n").replace(name, "keel_test"));
    assert_eq!(scalar(&admin, "select to_regnamespace('keel')").await, "", "nothing was done");
}

#[tokio::test]
async fn each_segment_starts_clean() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let role = format!("{}_owner", database.name());
    client.batch_execute(&format!("create role {role}; grant create on schema public to {role}")).await.unwrap();
    // The servers' own differ.
    let search_path = scalar(client, "select current_setting('search_path')").await;
    let dirty = format!(
        "create schema other;\nset search_path = other;\nset lock_timeout = '1h';\nset role {role};\n\
         create temporary table leftover ();\ncreate table public.by_role ();\n-- keel: segment\ncreate table here ();\n"
    );
    let all = migrations(&[
        ("20260101000000_dirty", &dirty, ""),
        ("20260102000000_clean", "create table there as select current_setting('lock_timeout') as it;\n", ""),
    ]);
    apply(client, &all).await.unwrap();
    assert_eq!(
        scalar(client, "select relnamespace::regnamespace from pg_class where relname = 'here'").await,
        "public"
    );
    assert_eq!(scalar(client, "select relowner::regrole from pg_class where relname = 'by_role'").await, role);
    assert_eq!(
        scalar(client, "select tableowner from pg_tables where tablename = 'here'").await,
        scalar(client, "select session_user").await
    );
    assert_eq!(scalar(client, "select it from there").await, "200ms");
    assert_eq!(scalar(client, "select current_setting('search_path')").await, search_path);
    assert_eq!(scalar(client, "select to_regclass('leftover')").await, "");
    assert_eq!(scalar(client, "select current_setting('lock_timeout')").await, "0");
    client.batch_execute(&format!("drop table by_role; drop owned by {role}; drop role {role}")).await.unwrap();
}

#[tokio::test]
async fn an_enum_value_is_used_by_a_later_segment_and_migration() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[
        ("20260101000000_type", "create type mood as enum ('sad');\ncreate table t (m mood);\n", ""),
        (
            "20260102000000_value",
            "alter type mood add value 'ok';\n-- keel: segment\ninsert into t values ('ok');\n",
            "",
        ),
        ("20260103000000_other", "alter type mood add value 'happy';\n", ""),
        ("20260104000000_use", "insert into t values ('happy');\n", ""),
    ]);
    apply(client, &all).await.unwrap();
    assert_eq!(scalar(client, "select string_agg(m::text, ' ' order by m) from t").await, "ok happy");
    let wrong = migrations(&[
        ("20260101000000_type", "create type mood as enum ('sad');\ncreate table t (m mood);\n", ""),
        (
            "20260102000000_value",
            "alter type mood add value 'ok';\n-- keel: segment\ninsert into t values ('ok');\n",
            "",
        ),
        ("20260103000000_other", "alter type mood add value 'happy';\n", ""),
        ("20260104000000_use", "insert into t values ('happy');\n", ""),
        ("20260105000000_both", "alter type mood add value 'wild';\ninsert into t values ('wild');\n", ""),
    ]);
    let error = apply(client, &wrong).await.unwrap_err();
    insta::assert_snapshot!(error.to_string());
}

#[tokio::test]
async fn several_sessions_that_share_the_lock_are_waited_for() {
    let Some(database) = Database::with_several_connections().await else { return };
    let others = [database.connect().await, database.connect().await];
    for other in &others {
        other.batch_execute("select pg_advisory_lock_shared(x'6576656e6b65656c'::bigint)").await.unwrap();
    }
    let impatient = Options { wait_for_lock: Duration::from_millis(50), ..options() };
    let client = &mut database.connect().await;
    let error = Runner::new(client, impatient, &mut Silent).apply(&migrations(&[FIRST]), None).await.unwrap_err();
    assert!(error.is_locked() && error.holder().is_some(), "{error}");
}

#[tokio::test]
async fn an_older_run_is_waited_for() {
    let Some(database) = Database::with_several_connections().await else { return };
    let slow = migrations(&[("20260101000000_slow", "select pg_sleep(1);\ncreate table slow ();\n", "")]);
    let mut first = database.connect().await;
    let all = slow.clone();
    let running = tokio::spawn(async move { apply(&mut first, &all).await.map(|outcome| outcome.done.len()) });
    tokio::time::sleep(Duration::from_millis(300)).await;

    let client = &mut database.connect().await;
    let impatient = Options { wait_for_lock: Duration::from_millis(300), ..options() };
    let error = Runner::new(client, impatient, &mut Silent).apply(&slow, None).await.unwrap_err();
    assert!(error.is_locked());
    assert_eq!(error.holder().unwrap().application.as_deref(), Some("keel test"));
    let text = error.to_string();
    let pid = error.holder().unwrap().pid.to_string();
    let since = error.holder().unwrap().since.clone().unwrap();
    let user = format!("role {}", error.holder().unwrap().user.as_deref().unwrap());
    insta::assert_snapshot!(text.replace(&pid, "[pid]").replace(&since, "[time]").replace(&user, "role [user]"));

    let mut log = Log::default();
    let outcome = Runner::new(client, options(), &mut log).apply(&slow, None).await.unwrap();
    assert_eq!(outcome.done.len(), 0, "the first run has done it");
    assert_eq!(log.0[0], "waiting for keel test");
    assert_eq!(running.await.unwrap().unwrap(), 1);
}
