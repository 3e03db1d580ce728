//! Scratch databases on real servers: like the target, and gone afterwards.
#![allow(clippy::unwrap_used, clippy::panic)]

use evenkeel_connect::ConnectOptions;
use evenkeel_engine::shadow::{Shadow, ShadowSource, Target};
use evenkeel_test_support::{TestDatabase, TestServer};

async fn target(database: &TestDatabase) -> Target {
    let connection = database.connect().await;
    let target = Target::read(&connection).await.unwrap();
    connection.close().await;
    target
}

async fn source(database: &TestDatabase) -> ShadowSource {
    let target = target(database).await;
    let own = Some((database.options(), database.single_connection()));
    ShadowSource::choose(&target, None, own).await.unwrap()
}

async fn exists(name: &str) -> bool {
    let connection = TestServer::get().options().connect().await.unwrap();
    let sql = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)";
    let found = connection.query_one(sql, &[&name]).await.unwrap().get(0);
    connection.close().await;
    found
}

async fn execute(options: &ConnectOptions, sql: &str) {
    let connection = options.connect().await.unwrap();
    connection.batch_execute(sql).await.unwrap();
    connection.close().await;
}

#[tokio::test]
async fn a_shadow_on_the_targets_server_is_like_it_and_goes() {
    let database = TestDatabase::create_with("LC_COLLATE 'C' LC_CTYPE 'C'").await;
    database.execute("CREATE TABLE ship (name text)").await;
    let source = source(&database).await;
    assert_eq!(source.description(), "a scratch database on the target's own server");
    let shadow = Shadow::create(&source).await.unwrap();
    execute(
        shadow.options(),
        "DO $$ BEGIN
            ASSERT to_regclass('ship') IS NULL;
            ASSERT (SELECT datcollate FROM pg_database WHERE datname = current_database()) = 'C';
        END $$; CREATE TABLE boat (name text)",
    )
    .await;
    let copy = shadow.copy().await.unwrap();
    execute(copy.options(), "SELECT FROM boat; DROP TABLE boat").await;
    execute(shadow.options(), "SELECT FROM boat").await;
    let names = [shadow.name().to_owned(), copy.name().to_owned()];
    shadow.drop().await.unwrap();
    copy.drop().await.unwrap();
    for name in names {
        assert!(!exists(&name).await, "{name}");
    }
}

#[tokio::test]
async fn a_shadow_goes_with_its_value_even_with_a_session_in_it() {
    let database = TestDatabase::create().await;
    let shadow = Shadow::create(&source(&database).await).await.unwrap();
    let name = shadow.name().to_owned();
    let connection = shadow.options().connect().await.unwrap();
    if shadow.single_connection() {
        connection.close().await;
    }
    drop(shadow);
    assert!(!exists(&name).await);
}

#[tokio::test]
async fn what_dead_runs_left_is_dropped_and_the_rest_stays() {
    let database = TestDatabase::create().await;
    let source = source(&database).await;
    let old = format!("keel_shadow_1500000000_{}_0000beef", std::process::id());
    let alike = format!("keel_shadow_{}", std::process::id());
    for name in [&old, &alike] {
        execute(TestServer::get().options(), &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
    }
    let living = Shadow::create(&source).await.unwrap();
    let shadow = Shadow::create(&source).await.unwrap();
    assert!(!exists(&old).await);
    assert!(exists(&alike).await);
    assert!(exists(living.name()).await);
    shadow.drop().await.unwrap();
    living.drop().await.unwrap();
    execute(TestServer::get().options(), &format!("DROP DATABASE {alike}")).await;
}

#[tokio::test]
async fn a_given_server_that_does_not_qualify_says_why() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let target = target(&database).await.needing(&["no_such_extension".to_owned()]);
    let error = ShadowSource::choose(&target, Some(database.options()), None).await.unwrap_err();
    assert!(error.is_none_qualifies());
    assert!(error.to_string().contains("it lacks the extensions no_such_extension"), "{error}");
}

#[tokio::test]
async fn a_role_without_createdb_is_told_what_was_tried() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let role = format!("keel_test_role_{}", std::process::id());
    database.execute(&format!("CREATE ROLE {role} LOGIN PASSWORD 'word'")).await;
    let options = database.options().with_user(&role, Some("word"));
    let connection = options.connect().await.unwrap();
    let target = Target::read(&connection).await.unwrap().needing(&["no_such_extension".to_owned()]);
    connection.close().await;
    let error = ShadowSource::choose(&target, None, Some((&options, false))).await.unwrap_err();
    database.execute(&format!("DROP ROLE {role}")).await;
    assert!(error.is_none_qualifies());
    let text = error.to_string();
    assert!(text.contains(&format!("the role \"{role}\" may not create databases there")), "{text}");
    assert!(text.contains("\n  - the embedded server: "), "{text}");
    assert!(text.contains("\n  - a server of this machine's binaries: "), "{text}");
    assert!(text.contains("\ngive a server with --shadow URL: PostgreSQL "), "{text}");
}

#[tokio::test]
async fn without_the_targets_server_another_serves() {
    let database = TestDatabase::create().await;
    let target = target(&database).await;
    let source = match ShadowSource::choose(&target, None, None).await {
        Ok(source) => source,
        // Neither the embedded server nor binaries of that major are here.
        Err(error) => {
            assert!(error.is_none_qualifies(), "{error}");
            return;
        }
    };
    let shadow = Shadow::create(&source).await.unwrap();
    execute(shadow.options(), "CREATE TABLE boat (name text)").await;
    shadow.drop().await.unwrap();
}

#[tokio::test]
async fn what_a_role_or_the_target_has_set_hurts_no_scratch_database() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let role = database.name().replace("test", "role");
    let mut sql = format!("CREATE ROLE {role} LOGIN CREATEDB PASSWORD 'word'");
    for setting in [
        "statement_timeout = '50s'",
        "lock_timeout = '50s'",
        "idle_in_transaction_session_timeout = '50s'",
        "idle_session_timeout = '50s'",
        "default_transaction_read_only = on",
    ] {
        sql.push_str(&format!("; ALTER ROLE {role} SET {setting}"));
    }
    sql.push_str(&format!("; ALTER DATABASE {} SET search_path = app, \"$user\", \"a b\"", database.name()));
    database.execute(&sql).await;
    let options = database.options().with_user(&role, Some("word"));
    let connection = options.connect().await.unwrap();
    let target = Target::read(&connection).await.unwrap();
    connection.close().await;
    let source = ShadowSource::choose(&target, None, Some((&options, false))).await.unwrap();
    let shadow = Shadow::create(&source).await.unwrap();
    let copy = shadow.copy().await.unwrap();
    for options in [shadow.options(), copy.options()] {
        let connection = options.connect().await.unwrap();
        let sql = "SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), \
                   current_setting('idle_in_transaction_session_timeout'), current_setting('idle_session_timeout'), \
                   coalesce(current_setting('transaction_timeout', true), '0'), \
                   current_setting('transaction_read_only'), current_setting('search_path'))";
        for reset in ["", "SET statement_timeout = '1s'; RESET ALL"] {
            connection.batch_execute(reset).await.unwrap();
            let found: String = connection.query_one(sql, &[]).await.unwrap().get(0);
            assert_eq!(found, "0 0 0 0 0 off app, \"$user\", \"a b\"");
        }
        connection.close().await;
    }
    let names = [shadow.name().to_owned(), copy.name().to_owned()];
    shadow.drop().await.unwrap();
    copy.drop().await.unwrap();
    database.execute(&format!("DROP ROLE {role}")).await;
    for name in names {
        assert!(!exists(&name).await, "{name}");
    }
}

#[tokio::test]
async fn what_the_connection_asks_for_hurts_no_scratch_database() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let asked = [
        ("default_transaction_read_only", "on"),
        ("statement_timeout", "50s"),
        ("default_transaction_isolation", "serializable"),
        ("standard_conforming_strings", "off"),
        ("DateStyle", "German, DMY"),
        ("search_path", "app, \"a\\b\", \"$user\""),
    ];
    let options = database.options().with_settings(asked);
    let connection = options.connect().await.unwrap();
    let target = Target::read(&connection).await.unwrap();
    connection.close().await;
    let source = ShadowSource::choose(&target, None, Some((&options, false))).await.unwrap();
    let shadow = Shadow::create(&source).await.unwrap();
    let connection = shadow.options().connect().await.unwrap();
    let sql = "SELECT concat_ws(' ', current_setting('transaction_read_only'), current_setting('statement_timeout'), \
               current_setting('transaction_isolation'), current_setting('standard_conforming_strings'), \
               current_setting('DateStyle'), current_setting('search_path'))";
    for reset in ["", "SET statement_timeout = '1s'; RESET ALL"] {
        connection.batch_execute(reset).await.unwrap();
        let found: String = connection.query_one(sql, &[]).await.unwrap().get(0);
        assert_eq!(found, "off 0 read committed on German, DMY app, \"a\\b\", \"$user\"");
    }
    connection.close().await;
    shadow.drop().await.unwrap();
}

#[tokio::test]
async fn a_database_is_read_however_long_that_takes() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let other = database.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE pg_catalog.pg_enum IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let mut connection = database.connect().await;
    connection.batch_execute("SET statement_timeout = '400ms'").await.unwrap();
    let read = evenkeel_engine::introspect::introspect(&mut connection);
    let free = async {
        tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
        other.batch_execute("COMMIT").await
    };
    let (read, freed) = tokio::join!(read, free);
    freed.unwrap();
    read.unwrap();
    let after: String = connection.query_one("SHOW statement_timeout", &[]).await.unwrap().get(0);
    assert_eq!(after, "400ms");
    connection.close().await;
    other.close().await;
}
