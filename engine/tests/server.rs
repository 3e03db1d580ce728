//! Servers of evenkeel's own: who serves, who joins, what is left.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use evenkeel_connect::ConnectOptions;
use evenkeel_engine::server::{FOLDER, Server, ServerChoice, reset};
use tempfile::TempDir;

/// A project's folder that the server's user may enter where that is another.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// The servers that this build and this machine have.
fn choices() -> Vec<ServerChoice> {
    let mut choices = Vec::new();
    if cfg!(feature = "embedded") {
        choices.push(ServerChoice::Embedded);
    }
    if evenkeel_test_support::native_installation().is_some() {
        choices.push(ServerChoice::Local { major: None });
    }
    choices
}

async fn execute(options: &ConnectOptions, sql: &str) {
    let connection = options.connect().await.unwrap();
    connection.batch_execute(sql).await.unwrap();
    connection.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_is_taken_as_it_is() {
    let options = ConnectOptions::parse("postgres://ada:word@db.invalid/app").unwrap();
    let folder = project();
    let server = Server::open(ServerChoice::Url(options.clone()), folder.path(), &["any".to_owned()]).await.unwrap();
    assert_eq!(server.options(), &options);
    assert!(!server.single_connection() && !server.is_own());
    assert_eq!(server.description(), "the server at db.invalid:5432");
    assert!(!folder.path().join(FOLDER).exists());
    server.stop(|| ()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_serves_and_the_second_joins() {
    for choice in choices() {
        let folder = project();
        let first = Server::open(choice.clone(), folder.path(), &[]).await.unwrap();
        assert!(first.is_own(), "{}", first.description());
        execute(first.options(), "CREATE TABLE ship (name text)").await;
        assert_eq!(fs::read_to_string(folder.path().join(FOLDER).join(".gitignore")).unwrap(), "*\n");

        let second = Server::open(choice.clone(), folder.path(), &[]).await.unwrap();
        assert_eq!(second.single_connection(), first.single_connection());
        let of_this_process = format!("of process {}", std::process::id());
        assert!(second.description().ends_with(&of_this_process), "{}", second.description());
        execute(second.options(), "INSERT INTO ship VALUES ('Ada')").await;
        second.stop(|| ()).await.unwrap();
        // It was not the second one's to stop.
        execute(first.options(), "SELECT FROM ship").await;

        let busy = reset(folder.path()).unwrap_err();
        assert!(busy.is_busy(), "{busy}");
        first.stop(|| ()).await.unwrap();

        let third = Server::open(choice, folder.path(), &[]).await.unwrap();
        execute(third.options(), "DO $$ BEGIN ASSERT (SELECT name FROM ship) = 'Ada'; END $$").await;
        third.stop(|| ()).await.unwrap();
        assert!(reset(folder.path()).unwrap());
        assert!(!reset(folder.path()).unwrap());
    }
}

/// A process that is made has a copy of every open file, and so of each lock, until it runs its program.
#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_given_back_a_moment_later_is_waited_for() {
    for choice in choices() {
        let folder = project();
        Server::open(choice.clone(), folder.path(), &[]).await.unwrap().stop(|| ()).await.unwrap();
        let stem = if choice == ServerChoice::Embedded { "server" } else { "local" };
        let copy = fs::File::open(folder.path().join(FOLDER).join(format!("{stem}.lock"))).unwrap();
        copy.try_lock().unwrap();
        let held = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            drop(copy);
        });
        assert!(reset(folder.path()).unwrap());
        held.join().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_waits_for_the_second_before_it_stops() {
    for choice in choices() {
        let folder = project();
        let first = Server::open(choice.clone(), folder.path(), &[]).await.unwrap();
        let second = Server::open(choice.clone(), folder.path(), &[]).await.unwrap();
        let (tell, told) = tokio::sync::oneshot::channel();
        let stopped = tokio::spawn(first.stop(move || tell.send(()).unwrap()));
        told.await.unwrap();
        execute(second.options(), "CREATE TABLE ship (name text)").await;
        // Who comes meanwhile is a guest as well.
        let third = Server::open(choice.clone(), folder.path(), &[]).await.unwrap();
        second.stop(|| ()).await.unwrap();
        execute(third.options(), "INSERT INTO ship VALUES ('Ada')").await;
        assert!(!stopped.is_finished());
        third.stop(|| ()).await.unwrap();
        stopped.await.unwrap().unwrap();

        let fourth = Server::open(choice, folder.path(), &[]).await.unwrap();
        execute(fourth.options(), "DO $$ BEGIN ASSERT (SELECT name FROM ship) = 'Ada'; END $$").await;
        fourth.stop(|| ()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_a_dead_process_left_is_not_believed() {
    for choice in choices() {
        let folder = project();
        let keel = folder.path().join(FOLDER);
        fs::create_dir_all(&keel).unwrap();
        let stale =
            r#"{"pid": 1, "url": "postgres://postgres@127.0.0.1:9/postgres", "version": "17.5", "extensions": []}"#;
        for name in ["server.json", "local.json"] {
            fs::write(keel.join(name), stale).unwrap();
        }
        let server = Server::open(choice, folder.path(), &[]).await.unwrap();
        execute(server.options(), "SELECT 1").await;
        server.stop(|| ()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_server_is_given_up_with_its_value() {
    for choice in choices() {
        let folder = project();
        drop(Server::open(choice.clone(), folder.path(), &[]).await.unwrap());
        // The embedded one ends in its own time.
        let mut again = Server::open(choice.clone(), folder.path(), &[]).await;
        for _ in 0..100 {
            if again.is_ok() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            again = Server::open(choice.clone(), folder.path(), &[]).await;
        }
        again.unwrap().stop(|| ()).await.unwrap();
    }
}

#[cfg(feature = "embedded")]
#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_server_learns_extensions_where_it_is_ours() {
    let folder = project();
    let mut server = Server::open(ServerChoice::Embedded, folder.path(), &[]).await.unwrap();
    let citext = ["citext".to_owned()];
    let joined = Server::open(ServerChoice::Embedded, folder.path(), &citext).await.unwrap_err();
    assert!(joined.is_extension());
    assert!(joined.to_string().contains("was started without the extension \"citext\"; end that process"), "{joined}");
    let unknown = server.require_extensions(&["postgis".to_owned()], || ()).await.unwrap_err();
    assert!(unknown.is_extension(), "{unknown}");
    execute(server.options(), "CREATE TABLE ship (name text)").await;
    server.require_extensions(&citext, || panic!("nobody else uses it")).await.unwrap();
    execute(server.options(), "CREATE EXTENSION citext; ALTER TABLE ship ADD kind citext").await;
    server.stop(|| ()).await.unwrap();
}

#[cfg(not(feature = "embedded"))]
#[tokio::test]
async fn a_build_without_the_embedded_server_says_so() {
    let folder = project();
    let error = Server::open(ServerChoice::Embedded, folder.path(), &[]).await.unwrap_err();
    assert!(error.is_not_available());
    assert!(error.to_string().contains("--database-url"), "{error}");
}

#[tokio::test]
async fn a_major_that_is_not_here_is_named() {
    let folder = project();
    let error = Server::open(ServerChoice::Local { major: Some(9) }, folder.path(), &[]).await.unwrap_err();
    assert!(error.is_not_available(), "{error}");
}
