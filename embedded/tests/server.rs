//! The embedded server itself: databases, extensions, restarts.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use evenkeel_connect::{ConnectOptions, Connection};
use evenkeel_embedded::{EmbeddedServer, POSTGRES_VERSION};

async fn connect(server: &EmbeddedServer, database: &str) -> Connection {
    ConnectOptions::parse(&server.url()).unwrap().with_database(database).connect().await.unwrap()
}

async fn text(connection: &Connection, sql: &str) -> String {
    connection.query_one(sql, &[]).await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn serves_databases_and_keeps_them_over_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let server = EmbeddedServer::start(Some(directory.path()), &[]).unwrap();
    let connection = connect(&server, "postgres").await;
    assert_eq!(text(&connection, "SHOW server_version").await, POSTGRES_VERSION);
    connection.batch_execute("CREATE DATABASE harbour TEMPLATE template0").await.unwrap();
    connection.close().await;

    let connection = connect(&server, "harbour").await;
    connection.batch_execute("CREATE TABLE ship (name text NOT NULL)").await.unwrap();
    connection.batch_execute("INSERT INTO ship VALUES ('Ada')").await.unwrap();
    connection.close().await;
    assert!(server.pg_dump("harbour").unwrap().contains("CREATE TABLE public.ship"));

    let second = EmbeddedServer::start(Some(directory.path()), &[]).unwrap_err();
    assert!(second.is_in_use(), "{second}");
    server.stop().unwrap();

    let server = EmbeddedServer::start(Some(directory.path()), &[]).unwrap();
    let connection = connect(&server, "harbour").await;
    assert_eq!(text(&connection, "SELECT name FROM ship").await, "Ada");
    connection.close().await;
    server.stop().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn extensions_are_there_but_created_nowhere() {
    let server = EmbeddedServer::start(None, &["citext".to_owned(), "hstore".to_owned()]).unwrap();
    let connection = connect(&server, "postgres").await;
    connection.batch_execute("CREATE DATABASE scratch TEMPLATE template0").await.unwrap();
    connection.close().await;
    for database in ["postgres", "scratch"] {
        let connection = connect(&server, database).await;
        let created = "SELECT string_agg(extname, ',' ORDER BY extname) FROM pg_extension";
        assert_eq!(text(&connection, created).await, "plpgsql", "in {database}");
        connection.batch_execute("CREATE EXTENSION citext; CREATE EXTENSION hstore").await.unwrap();
        assert_eq!(text(&connection, "SELECT ('A'::citext = 'a'::citext)::text").await, "true");
        assert_eq!(text(&connection, "SELECT ('a=>1'::hstore -> 'a')").await, "1");
        let schema = "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'citext'";
        assert_eq!(text(&connection, schema).await, "public");
        connection.close().await;
    }
    server.stop().unwrap();
}
