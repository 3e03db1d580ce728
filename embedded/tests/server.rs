//! The embedded server itself: databases, extensions, restarts.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{Read, Write};
use std::net::TcpStream;

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

fn message(letter: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[letter][..], &length.to_be_bytes(), body].concat()
}

/// A session by hand, which can end as no driver ends one.
struct Rude(TcpStream);

impl Rude {
    fn open(server: &EmbeddedServer) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        let parameters = b"user\0postgres\0database\0postgres\0\0";
        let length = u32::try_from(parameters.len() + 8).unwrap();
        let startup = [&length.to_be_bytes()[..], &0x0003_0000_u32.to_be_bytes(), parameters].concat();
        stream.write_all(&startup).unwrap();
        let mut rude = Self(stream);
        rude.read_until(b'Z');
        rude
    }

    fn say(&mut self, letter: u8, body: &[u8]) {
        self.0.write_all(&message(letter, body)).unwrap();
    }

    fn read_until(&mut self, wanted: u8) {
        loop {
            let mut head = [0; 5];
            self.0.read_exact(&mut head).unwrap();
            let mut body = vec![0; u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize - 4];
            self.0.read_exact(&mut body).unwrap();
            assert!(head[0] != b'E', "{}", String::from_utf8_lossy(&body));
            if head[0] == wanted {
                return;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_harms_nobody() {
    let server = EmbeddedServer::start(None, &[]).unwrap();
    type End = fn(&mut Rude);
    let ends: [(&str, End); 9] = [
        ("without a word", |_| {}),
        ("without reading", |rude| rude.say(b'Q', b"SELECT repeat('x', 1000) FROM generate_series(1, 20000)\0")),
        ("while it is worked for", |rude| rude.say(b'Q', b"SELECT pg_sleep(1)\0")),
        ("within a message", |rude| rude.0.write_all(b"Q\0\0\x10\0SELECT").unwrap()),
        ("within a transaction", |rude| rude.say(b'Q', b"BEGIN; CREATE TABLE half_done ()\0")),
        ("within COPY", |rude| {
            rude.say(b'Q', b"CREATE TABLE copied (a text); COPY copied FROM STDIN\0");
            rude.read_until(b'G');
            rude.say(b'd', b"one\n");
            rude.0.write_all(b"d\0\0\0\x09tw").unwrap();
        }),
        ("before COPY has begun, with a word", |rude| {
            let copy = "SELECT pg_sleep(0.2); CREATE TABLE copied (a text); COPY copied FROM STDIN\0";
            rude.0.write_all(&[&message(b'Q', copy.as_bytes())[..], &message(b'X', b"")].concat()).unwrap();
        }),
        ("within COPY, with a word", |rude| {
            rude.say(b'Q', b"CREATE TABLE copied (a text); COPY copied FROM STDIN\0");
            rude.read_until(b'G');
            rude.say(b'X', b"");
        }),
        ("before COPY has begun, unsynchronised", |rude| {
            let copy = [
                message(b'P', b"\0COPY pg_temp.copied FROM STDIN\0\0\0"),
                message(b'B', b"\0\0\0\0\0\0\0\0"),
                message(b'E', b"\0\0\0\0\0"),
            ];
            rude.say(b'Q', b"CREATE TEMPORARY TABLE copied (a text)\0");
            rude.0.write_all(&copy.concat()).unwrap();
        }),
    ];
    for (how, end) in ends {
        let mut rude = Rude::open(&server);
        end(&mut rude);
        drop(rude);
        let connection = connect(&server, "postgres").await;
        assert_eq!(text(&connection, "SELECT 'here'").await, "here", "after one that went {how}");
        let left = "SELECT count(*)::text FROM pg_class WHERE relname IN ('half_done', 'copied')";
        assert_eq!(text(&connection, left).await, "0", "after one that went {how}");
        connection.close().await;
    }
    // One that does not speak the protocol is not let in, and one that says nothing keeps nobody.
    let mut stranger = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stranger.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let silent = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    let connection = connect(&server, "postgres").await;
    assert_eq!(text(&connection, "SELECT 'here'").await, "here");
    connection.close().await;
    drop(silent);
    server.stop().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_have_their_turns_and_the_end_waits_for_them() {
    let server = EmbeddedServer::start(None, &[]).unwrap();
    let first = connect(&server, "postgres").await;
    first.batch_execute("CREATE TABLE turn (number serial)").await.unwrap();
    let options = ConnectOptions::parse(&server.url()).unwrap();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let options = options.clone();
        clients.spawn(async move {
            let connection = options.connect().await.unwrap();
            connection.batch_execute("INSERT INTO turn DEFAULT VALUES").await.unwrap();
            let seen = text(&connection, "SELECT count(*)::text FROM turn").await;
            connection.close().await;
            seen
        });
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    first.close().await;
    // It is asked to stop while they wait.
    let stopped = tokio::task::spawn_blocking(|| server.stop());
    let mut seen: Vec<_> = clients.join_all().await;
    seen.sort();
    assert_eq!(seen, ["1", "2", "3", "4", "5", "6", "7", "8"]);
    stopped.await.unwrap().unwrap();
}
