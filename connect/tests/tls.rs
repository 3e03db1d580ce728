//! Encryption against a real server with certificates of this test's own authority.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use evenkeel_connect::{ConnectError, ConnectOptions, RawConnection};
use evenkeel_test_support::native_server_with;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// The files of an authority and of a server whose certificate names `host`.
fn certificates(folder: &Path, host: &str) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![host.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    fs::write(folder.join("ca.pem"), issuer.pem()).unwrap();
    fs::write(folder.join("server.pem"), certificate.pem()).unwrap();
    fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
}

/// A key that PostgreSQL takes: closed to others and the server's own, who may be another user than this one.
fn settings(folder: &Path) -> Vec<(&'static str, String)> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    let key = folder.join("server.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    // Where this test is root, the server is not.
    let owner = std::process::Command::new("id").args(["-u", "postgres"]).output().unwrap();
    if let Ok(owner) = String::from_utf8(owner.stdout).unwrap().trim().parse() {
        let _ = std::os::unix::fs::chown(&key, Some(owner), None);
    }
    vec![
        ("ssl", "on".to_owned()),
        ("ssl_cert_file", folder.join("server.pem").display().to_string()),
        ("ssl_key_file", key.display().to_string()),
    ]
}

async fn failure(url: &str) -> ConnectError {
    let options = ConnectOptions::parse(url).unwrap();
    let (Err(error), Err(raw)) = (options.connect().await, options.connect_raw().await) else {
        panic!("{url} let us in");
    };
    assert_eq!(raw.to_string(), error.to_string());
    error
}

/// Runs a statement on a session whose protocol is spoken by hand, and gives all that the server says.
async fn by_hand(raw: &mut RawConnection, sql: &str) -> String {
    let mut message = vec![b'Q'];
    message.extend(u32::try_from(sql.len() + 5).unwrap().to_be_bytes());
    message.extend(sql.bytes().chain([0]));
    raw.stream.write_all(&message).await.unwrap();
    raw.stream.flush().await.unwrap();
    let mut said = Vec::new();
    loop {
        let tag = raw.stream.read_u8().await.unwrap();
        let length = usize::try_from(raw.stream.read_u32().await.unwrap()).unwrap() - 4;
        let mut body = vec![0; length];
        raw.stream.read_exact(&mut body).await.unwrap();
        if tag == b'Z' {
            return String::from_utf8_lossy(&said).into_owned();
        }
        said.extend(body);
    }
}

async fn encrypted(url: &str) -> bool {
    let connection = ConnectOptions::parse(url).unwrap().connect().await.unwrap();
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let encrypted = connection.query_one(sql, &[]).await.unwrap().get(0);
    connection.close().await;
    let mut raw = ConnectOptions::parse(url).unwrap().connect_raw().await.unwrap();
    let sql = "SELECT CASE WHEN ssl THEN 'hidden' ELSE 'open' END FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let said = by_hand(&mut raw, sql).await;
    assert!(said.contains(if encrypted { "hidden" } else { "open" }), "{url}: {said}");
    // It is cancelled by a connection that is encrypted as it is.
    let cancel = raw.cancel.clone();
    let (said, ()) = tokio::join!(by_hand(&mut raw, "SELECT pg_sleep(60)"), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        cancel.cancel().await.unwrap();
    });
    assert!(said.contains("57014"), "{url}: {said}");
    encrypted
}

#[tokio::test]
async fn every_mode_asks_for_what_it_says() {
    let folder = TempDir::new().unwrap();
    certificates(folder.path(), "localhost");
    let settings = settings(folder.path());
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let Some(server) = native_server_with(&settings) else { return };
    let by_address = server.tcp_url("postgres");
    let by_name = by_address.replace("@127.0.0.1:", "@localhost:");
    let root = format!("sslrootcert={}", folder.path().join("ca.pem").display());

    assert!(!encrypted(&format!("{by_name}?sslmode=disable")).await);
    assert!(!encrypted(&format!("{by_name}?sslmode=allow")).await);
    assert!(encrypted(&format!("{by_name}?sslmode=prefer")).await);
    assert!(encrypted(&format!("{by_address}?sslmode=require&channel_binding=require")).await);
    assert!(encrypted(&format!("{by_address}?sslmode=verify-ca&{root}")).await);
    assert!(encrypted(&format!("{by_name}?sslmode=verify-full&{root}")).await);
    // The server's own certificate as what is trusted.
    let own = format!("sslrootcert={}", folder.path().join("server.pem").display());
    assert!(encrypted(&format!("{by_name}?sslmode=verify-full&{own}")).await);

    let error = failure(&format!("{by_address}?sslmode=verify-full&{root}")).await;
    assert!(error.is_tls());
    assert!(error.to_string().contains("the certificate is for another name"), "{error}");

    let stranger = TempDir::new().unwrap();
    certificates(stranger.path(), "localhost");
    let other = format!("sslrootcert={}", stranger.path().join("ca.pem").display());
    let error = failure(&format!("{by_name}?sslmode=verify-ca&{other}")).await;
    assert!(error.is_tls());
    assert!(error.to_string().contains("name the file of the authority that signed"), "{error}");

    let error = failure(&format!("{by_name}?sslmode=verify-full&sslrootcert=/no/such/file")).await;
    assert!(error.is_tls());
    assert!(error.to_string().contains("/no/such/file (sslrootcert) cannot be read"), "{error}");
    let empty = format!("sslrootcert={}", folder.path().join("server.key").display());
    let error = failure(&format!("{by_name}?sslmode=verify-full&{empty}")).await;
    assert!(error.to_string().contains("there is no certificate in"), "{error}");
}

#[tokio::test]
async fn a_server_without_encryption_is_refused_where_it_is_required() {
    let Some(server) = native_server_with(&[]) else { return };
    let url = server.tcp_url("postgres");
    assert!(!encrypted(&format!("{url}?sslmode=prefer")).await);
    let error = failure(&format!("{url}?sslmode=require")).await;
    assert!(error.is_tls());
    assert!(error.to_string().contains("does not support TLS; turn it on there (ssl = on)"), "{error}");
}
