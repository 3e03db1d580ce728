//! Servers of the binaries that this machine has. Where it has none, these tests say so and check that error instead.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use evenkeel_native::{Data, Installation, NativeServer, running_server};

fn installation() -> Option<Installation> {
    match Installation::choose(None) {
        Ok(installation) => Some(installation),
        Err(error) => {
            assert!(error.is_not_found());
            // Past the capture of the test harness: what was left out belongs to the result.
            let thread = std::thread::current();
            let line = format!("LEFT OUT: {}: {error}\n", thread.name().unwrap_or("a test"));
            std::io::stderr().write_all(line.as_bytes()).unwrap();
            None
        }
    }
}

/// Asks whether the server offers TLS: any answer shows that PostgreSQL is there.
fn answers(server: &NativeServer) -> bool {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stream.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).unwrap();
    let mut answer = [0];
    stream.read_exact(&mut answer).is_ok() && b"NS".contains(&answer[0])
}

#[test]
fn a_temporary_server_runs_and_leaves_nothing() {
    let Some(installation) = installation() else { return };
    let server = NativeServer::start(&installation, Data::Temporary, &[]).unwrap();
    assert!(answers(&server));
    let folder = server.socket_directory().to_path_buf();
    assert!(UnixStream::connect(folder.join(format!(".s.PGSQL.{}", server.port()))).is_ok());
    assert!(server.url("app").ends_with(&format!(":{}/app", server.port())));
    assert_eq!(server.major(), installation.major());
    server.stop().unwrap();
    assert!(!folder.exists());
}

#[test]
fn a_folder_keeps_its_cluster_and_a_dropped_server_stops() {
    let Some(installation) = installation() else { return };
    let folder = tempfile::tempdir().unwrap();
    // Root's server runs as another user, who has to get in.
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let directory = folder.path().join("cluster");
    let first = NativeServer::start(&installation, Data::Directory(&directory), &[]).unwrap();
    let (port, url) = (first.port(), first.tcp_url("postgres"));
    drop(first);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    let second = NativeServer::start(&installation, Data::Directory(&directory), &[]).unwrap();
    assert!(answers(&second));
    let password = |url: &str| url.split('@').next().unwrap().to_owned();
    assert_eq!(password(&url), password(&second.tcp_url("postgres")));
    second.stop().unwrap();
}

#[test]
fn a_setting_that_is_wrong_is_shown_from_the_log() {
    let Some(installation) = installation() else { return };
    let error = NativeServer::start(&installation, Data::Temporary, &[("no_such_setting", "on")]).unwrap_err();
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}

#[test]
fn the_server_goes_when_the_pipe_closes() {
    // What a killed process leaves: the pipe closed by the system, and nobody waiting.
    let Some(installation) = installation() else { return };
    let server = NativeServer::start(&installation, Data::Temporary, &[]).unwrap();
    let (port, folder) = (server.port(), server.socket_directory().to_path_buf());
    drop(server);
    let start = Instant::now();
    while folder.exists() && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!folder.exists());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn a_process_that_serves_nobody_runs_too() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("data/postmaster.pid");
    std::fs::create_dir(folder.path().join("data")).unwrap();
    // initdb's server signs with its number negated.
    let own = std::process::id();
    for (line, process) in [(format!("-{own}"), Some(own)), (own.to_string(), Some(own)), ("-2147483648".into(), None)]
    {
        std::fs::write(&lock, format!("{line}\n{}\n", folder.path().display())).unwrap();
        assert_eq!(running_server(folder.path()), process, "{line}");
    }
    let mut gone = std::process::Command::new("true").spawn().unwrap();
    gone.wait().unwrap();
    std::fs::write(&lock, format!("-{}\n", gone.id())).unwrap();
    assert_eq!(running_server(folder.path()), None);
}
