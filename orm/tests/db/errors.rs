//! What an application learns of what went wrong.

use std::error::Error as _;
use std::time::Duration;

use evenkeel::{
    CanBeSet, Error, Executor, Key, Nullability, Parameter, Place, RowReader, Sql, Table, TableMeta, ValueError,
};
use evenkeel_native::{Data, Installation, NativeServer};
use evenkeel_test_support::native_installation;
use tokio_postgres::types::Type;

use crate::support::{accounts, accounts_with, add, balance, several_connections, sql, sql_with};

const OWNER_KEY: Key = Key::new("public", "account", "account_owner_key");

fn insert(id: i32, owner: &str) -> Sql {
    Sql::new(
        "INSERT INTO account (id, owner) VALUES ($1, $2)".into(),
        vec![Parameter::new(id, Type::INT4), Parameter::new(owner.to_owned(), Type::TEXT)],
    )
}

#[tokio::test]
async fn violations_are_told_apart() {
    let (_database, db) = accounts().await;
    let unique = db.execute(&insert(3, "ada")).await.unwrap_err();
    assert!(unique.is_unique_violation() && unique.violates(OWNER_KEY));
    assert!(!unique.violates(Key::new("public", "account", "account_pkey")));
    assert!(!unique.violates(Key::new("other", "account", "account_owner_key")));
    assert_eq!(
        (unique.sqlstate(), unique.constraint(), unique.table()),
        (Some("23505"), Some("account_owner_key"), Some("account"))
    );
    assert_eq!(unique.statement(), Some("INSERT INTO account (id, owner) VALUES ($1, $2)"));
    let check = db.execute(&add(1, -1000)).await.unwrap_err();
    assert!(check.is_check_violation() && check.violates(Key::new("public", "account", "account_balance_check")));
    let foreign = db.execute(&sql("UPDATE account SET parent = 77")).await.unwrap_err();
    assert!(foreign.is_foreign_key_violation() && !foreign.is_retryable());
    let missing = db.execute(&sql("INSERT INTO account (id) VALUES (9)")).await.unwrap_err();
    assert!(missing.is_not_null_violation());
    assert_eq!(missing.column(), Some("owner"));
}

/// All that an error shows of itself.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text} {cause} {cause:?}");
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn values_are_shown_only_to_who_asks() {
    let (_database, db) = accounts().await;
    db.execute(&insert(3, "hunter2")).await.unwrap();
    let unique = db.execute(&insert(4, "hunter2")).await.unwrap_err();
    let text = Sql::new("SELECT $1::text::int".into(), vec![Parameter::new("hunter2".to_owned(), Type::TEXT)]);
    let data = db.rows(&text).await.unwrap_err();
    let query = Sql::new("SELECT to_tsquery($1)".into(), vec![Parameter::new("hunter2 & & (x".to_owned(), Type::TEXT)]);
    let query = db.rows(&query).await.unwrap_err();
    assert_eq!(query.to_string(), "syntax error in tsquery: \"…\" (42601)");
    let path = Sql::new("SELECT $1::text::jsonpath".into(), vec![Parameter::new("$.hunter2 +".to_owned(), Type::TEXT)]);
    let path = db.rows(&path).await.unwrap_err();
    let vector =
        Sql::new("SELECT $1::text::tsvector".into(), vec![Parameter::new("hunter2:x:'".to_owned(), Type::TEXT)]);
    let vector = db.rows(&vector).await.unwrap_err();
    assert_eq!((path.sqlstate(), vector.sqlstate()), (Some("42601"), Some("42601")));
    for error in [&unique, &data, &query, &path, &vector] {
        assert!(!shown(error).contains("hunter2"), "{}", shown(error));
    }
    // What the statement itself has in it is shown.
    let statement = db.rows(&sql("SELECT FROM FROM")).await.unwrap_err();
    assert_eq!(statement.to_string(), "syntax error at or near \"FROM\" (42601)");
    let twice = db.execute(&sql("UPDATE account SET owner = 'a', owner = 'b'")).await.unwrap_err();
    assert_eq!(twice.to_string(), "multiple assignments to same column \"owner\" (42601)");
    assert_eq!(data.to_string(), "invalid input syntax for type integer: \"…\" (22P02)");
    assert!(unique.server_error().unwrap().detail().unwrap().contains("hunter2"));
}

/// A table as an application knows it that was built for a later version of the schema.
struct Account;

impl Table for Account {
    const META: TableMeta =
        TableMeta { rust: "Account", schema: "public", name: "account", columns: &[], primary_key: &["id"] };

    type Columns<J: Nullability, W: CanBeSet> = ();

    fn columns<J: Nullability, W: CanBeSet>(_: Place) {}

    fn read(_: &mut RowReader<'_>) -> Result<Self, ValueError> {
        Ok(Self)
    }
}

#[tokio::test]
async fn a_database_of_another_version_is_told_with_what_to_do() {
    let (_database, db) = accounts().await;
    let nickname = sql("SELECT nickname FROM account").about::<Account>();
    let error = db.rows(&nickname).await.unwrap_err();
    assert!(error.is_wrong_schema_version());
    assert_eq!(
        error.to_string(),
        "column \"nickname\" does not exist (42703): the struct Account stands for the table public.account of another \
         version of the schema than the database has; apply the pending migrations (`keel migrate`, or `migrations!` at \
         the application's start), or build the application from the schema file that the database was migrated to"
    );
    let table = db.rows(&sql("SELECT FROM accounts")).await.unwrap_err();
    assert!(table.to_string().contains("the database may have another version of the schema"), "{table}");
}

#[tokio::test]
async fn a_connection_that_is_cut_in_a_transaction_is_told_and_replaced() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts_with(|db| db.max_connections(1)).await;
    let tx = db.begin().await.unwrap();
    tx.execute(&add(1, 50)).await.unwrap();
    let pid: i32 = tx.rows(&sql("SELECT pg_backend_pid()")).await.unwrap()[0].get(0);
    database.execute(&format!("SELECT pg_terminate_backend({pid})")).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let error = tx.execute(&add(1, 50)).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error}");
    assert!(error.to_string().contains("terminating connection due to administrator command"), "{error}");
    let error = tx.commit().await.unwrap_err();
    assert!(error.is_connection_lost(), "{error}");
    assert_eq!(balance(&db, 1).await, 100);

    // While a statement runs.
    let slow = sql_with("SELECT pg_sleep($1)", &[60]);
    let slow = Sql::new(slow.text().replace("$1", "$1::int"), vec![Parameter::new(60, Type::INT4)]);
    let cut = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        database
            .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()")
            .await;
    };
    let (error, ()) = tokio::join!(db.rows(&slow), cut);
    assert!(error.unwrap_err().is_connection_lost());
    assert_eq!(balance(&db, 1).await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_restarted_under_load_loses_nothing_that_was_committed() {
    let Some(installation) = native_installation() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let at_port = format!(":{port}/");
    let start = move |installation: &Installation| {
        NativeServer::start(installation, Data::Directory(&path), &[("port", &port)]).unwrap()
    };
    let server = start(&installation);
    let url = server.tcp_url("postgres").replace(&format!(":{}/", server.port()), &at_port);
    let db =
        evenkeel::Db::builder(url).max_connections(4).acquire_timeout(Duration::from_secs(5)).connect().await.unwrap();
    db.execute(&sql("CREATE TABLE mark (n int PRIMARY KEY)")).await.unwrap();
    let writers: Vec<_> = (0..6)
        .map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                let (mut kept, mut lost) = (Vec::new(), 0);
                for round in 0..300 {
                    let number = writer * 1000 + round;
                    match db.execute(&sql_with("INSERT INTO mark VALUES ($1)", &[number])).await {
                        Ok(_) => kept.push(number),
                        Err(error) => {
                            lost += 1;
                            assert!(error.is_connection_lost() || error.is_retryable(), "{error:?}");
                        }
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                (kept, lost)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let server = tokio::task::spawn_blocking(move || {
        server.stop().unwrap();
        start(&installation)
    })
    .await
    .unwrap();
    let (mut kept, mut lost) = (Vec::new(), 0);
    for writer in writers {
        let (some, failures) = writer.await.unwrap();
        kept.extend(some);
        lost += failures;
    }
    let there: Vec<i32> = db.rows(&sql("SELECT n FROM mark")).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(kept.iter().all(|number| there.contains(number)), "something that was committed is gone");
    assert!(lost > 0, "the restart was not noticed");
    assert!(there.len() > 600, "{} rows, {lost} failures", there.len());
    db.close().await;
    drop(server);
}
