//! Runs that are cut off at every point, and what the next run makes of them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, missing_docs)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use evenkeel_runner::{Migration, Runner, Silent};
use support::*;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls};

const UP: &str = "\
create type mood as enum ('sad');
create table member (id int, email text);
create index member_old on member (id);
create table log (at serial, what text);
insert into log (what) values ('first');

-- keel: segment no-transaction
-- keel: probe valid-index public.member_email
create unique index concurrently member_email on public.member (email);

-- keel: segment
insert into log (what) values ('third');
alter table member add constraint email_known check (email <> '') not valid;

-- keel: segment no-transaction
-- keel: probe validated-constraint public.member email_known
alter table member validate constraint email_known;

-- keel: segment no-transaction
-- keel: probe no-index public.member_old
drop index concurrently member_old;

-- keel: segment no-transaction
-- keel: probe enum-label public.mood 'ok'
alter type mood add value 'ok';

-- keel: segment no-transaction
-- keel: probe repeatable
vacuum member;

-- keel: segment
insert into log (what) values ('last');
";

const DOWN: &str = "\
insert into log (what) values ('down');
create index member_old on member (id);

-- keel: segment no-transaction
-- keel: probe no-index public.member_email
drop index concurrently member_email;

-- keel: segment
drop table member, log;
drop type mood;
";

/// What the migrations leave behind.
const STATE: &str = "
    select string_agg(what, ' ' order by at) || ', ' ||
           (select string_agg(indexrelid::regclass || ' ' || indisvalid, ' ' order by 1)
            from pg_index where indrelid = 'member'::regclass) || ', ' ||
           (select string_agg(conname || ' ' || convalidated, ' ') from pg_constraint where conrelid = 'member'::regclass) || ', ' ||
           (select string_agg(enumlabel, ' ' order by enumsortorder) from pg_enum where enumtypid = 'mood'::regtype)
    from log";

fn folder() -> Vec<Migration> {
    migrations(&[
        ("20260101000000_all", UP, DOWN),
        ("20260102000000_more", "insert into log (what) values ('more');\n", "delete from log where what = 'more';\n"),
    ])
}

/// What becomes of the request at which the connection is cut.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// The server never sees it.
    Before,
    /// The server answers, but the answer is lost.
    After,
}

/// A connection to the server of a configuration, for reading and for writing.
async fn dial(config: &Config) -> (Box<dyn AsyncRead + Send + Unpin>, Box<dyn AsyncWrite + Send + Unpin>) {
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match &config.get_hosts()[0] {
        Host::Tcp(host) => {
            let stream = TcpStream::connect((host.as_str(), port)).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (from, to) = stream.into_split();
            (Box::new(from), Box::new(to))
        }
        Host::Unix(folder) => {
            let stream = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.unwrap();
            let (from, to) = stream.into_split();
            (Box::new(from), Box::new(to))
        }
    }
}

/// A session through a go-between that passes on so many requests, counts them, and then cuts the connection.
async fn connect_cut(server: &Config, requests: usize, cut: Cut, seen: Arc<AtomicUsize>) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let behind = server.clone();
    tokio::spawn(async move {
        let (client, _) = listener.accept().await.unwrap();
        client.set_nodelay(true).unwrap();
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_server, mut to_server) = dial(&behind).await;
        let (deaf, mut is_deaf) = tokio::sync::watch::channel(false);
        let answers = tokio::spawn(async move {
            tokio::select! {
                _ = tokio::io::copy(&mut from_server, &mut to_client) => {}
                _ = is_deaf.changed() => {
                    // The client is gone; the server may talk until it closes.
                    drop(to_client);
                    tokio::io::copy(&mut from_server, &mut tokio::io::sink()).await.ok();
                }
            }
        });
        let length = from_client.read_u32().await.unwrap();
        let mut startup = vec![0; length as usize - 4];
        from_client.read_exact(&mut startup).await.unwrap();
        to_server.write_u32(length).await.unwrap();
        to_server.write_all(&startup).await.unwrap();
        // One message after the other; a simple query, or the Sync that ends an extended one, makes a request.
        while let Ok(kind) = from_client.read_u8().await {
            let length = from_client.read_u32().await.unwrap();
            let mut body = vec![0; length as usize - 4];
            from_client.read_exact(&mut body).await.unwrap();
            let last = matches!(kind, b'Q' | b'S') && seen.fetch_add(1, Ordering::Relaxed) + 1 == requests;
            if last && matches!(cut, Cut::Before) {
                break;
            }
            if last {
                deaf.send_replace(true);
            }
            let head = [&[kind][..], &length.to_be_bytes()].concat();
            to_server.write_all(&[head, body].concat()).await.unwrap();
            if last {
                // The server reads this request, does it, answers, and only then sees that nobody is there.
                drop(from_client);
                drop(to_server);
                answers.await.ok();
                return;
            }
        }
        answers.abort();
    });
    let mut config = Config::new();
    config.host("127.0.0.1").port(address.port()).user(server.get_user().unwrap());
    config.dbname(server.get_dbname().unwrap()).application_name("keel cut off");
    if let Some(password) = server.get_password() {
        config.password(password);
    }
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn down_to_nothing(client: &mut Client) {
    client.batch_execute("drop schema public, keel cascade; create schema public").await.unwrap();
}

async fn forth(cut: Cut) {
    let Some(database) = Database::with_several_connections().await else { return };
    let server: Config = database.options.url_with_password().parse().unwrap();
    let client = &mut database.connect().await;
    let all = folder();
    apply(client, &all).await.unwrap();
    let expected = scalar(client, STATE).await;
    assert_eq!(
        expected, "first third last more, member_email true, email_known true, sad ok",
        "what an undisturbed run leaves"
    );
    down_to_nothing(client).await;
    let mut cuts = 0;
    for requests in 1.. {
        let seen = Arc::new(AtomicUsize::new(0));
        let mut victim = connect_cut(&server, requests, cut, seen.clone()).await;
        let result = apply(&mut victim, &all).await;
        drop(victim);
        let before = seen.load(Ordering::Relaxed) < requests;
        if let Err(error) = &result {
            assert!(error.is_connection_lost(), "{cut:?} {requests}: {error}");
            cuts += 1;
        }
        apply(client, &all).await.unwrap_or_else(|error| panic!("{cut:?} {requests}: {error}"));
        assert_eq!(scalar(client, STATE).await, expected, "{cut:?} {requests}");
        assert!(status(client, &all).await.problems.is_empty());
        down_to_nothing(client).await;
        if before {
            break;
        }
    }
    assert!(cuts > 60, "{cuts} points at which it was cut");
}

async fn back(cut: Cut) {
    let Some(database) = Database::with_several_connections().await else { return };
    let server: Config = database.options.url_with_password().parse().unwrap();
    let client = &mut database.connect().await;
    let all = folder();
    let mut cuts = 0;
    for requests in 1.. {
        apply(client, &all).await.unwrap();
        Runner::new(client, options(), &mut Silent).down(&all, None).await.unwrap();
        let seen = Arc::new(AtomicUsize::new(0));
        let mut victim = connect_cut(&server, requests, cut, seen.clone()).await;
        let result = Runner::new(&mut victim, options(), &mut Silent).down(&all, None).await;
        drop(victim);
        if let Err(error) = &result {
            assert!(error.is_connection_lost(), "{cut:?} {requests}: {error}");
            cuts += 1;
        }
        let mut silent = Silent;
        let mut runner = Runner::new(client, options(), &mut silent);
        match runner.down(&all, None).await {
            Ok(_) => {}
            Err(error) => assert!(error.to_string().starts_with("nothing is applied"), "{cut:?} {requests}: {error}"),
        }
        assert_eq!(scalar(client, "select count(*) from keel.migrations").await, "0");
        let left = "select count(*) from pg_class where relnamespace = 'public'::regnamespace";
        assert_eq!(scalar(client, left).await, "0", "{cut:?} {requests}");
        if seen.load(Ordering::Relaxed) < requests {
            break;
        }
    }
    assert!(cuts > 20, "{cuts} points at which it was cut");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forth_when_a_request_is_lost() {
    forth(Cut::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forth_when_an_answer_is_lost() {
    forth(Cut::After).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_when_a_request_is_lost() {
    back(Cut::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_when_an_answer_is_lost() {
    back(Cut::After).await;
}
