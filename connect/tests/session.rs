//! Sessions on a real server: what works, and what each failure says.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::net::TcpListener;
use std::time::{Duration, Instant};

use evenkeel_connect::{ConnectError, ConnectOptions};
use evenkeel_test_support::{TestDatabase, TestServer, left_out, native_server_with};
use tokio::net::TcpSocket;

async fn failure(options: &ConnectOptions) -> ConnectError {
    match options.connect().await {
        Ok(_) => panic!("{options} let us in"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_session_works_and_closes() {
    let database = TestDatabase::create().await;
    let connection = database.options().connect().await.unwrap();
    let name: String = connection.query_one("SELECT current_setting('application_name')", &[]).await.unwrap().get(0);
    assert_eq!(name, "keel");
    assert!(connection.server_major() >= 14, "{}", connection.server_version());
    connection.batch_execute("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$").await.unwrap();
    let notices = connection.take_notices();
    assert_eq!(notices.iter().map(|notice| notice.message()).collect::<Vec<_>>(), ["mind the gap"]);
    assert!(connection.take_notices().is_empty());
    connection.close().await;
    // Nobody is left in it.
    let maintenance = TestServer::get().options().connect().await.unwrap();
    maintenance.batch_execute(&format!("DROP DATABASE {}", database.name())).await.unwrap();
    maintenance.close().await;
}

#[tokio::test]
async fn a_running_statement_can_be_cancelled() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let connection = database.connect().await;
    let token = connection.cancel_token();
    let start = Instant::now();
    let (slept, ()) = tokio::join!(connection.batch_execute("SELECT pg_sleep(30)"), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        token.cancel().await.unwrap();
    });
    assert_eq!(slept.unwrap_err().code().unwrap().code(), "57014");
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_lost_session_says_why() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let mut connection = database.connect().await;
    // It is kept to the end: where the driver has asked to close a statement, the server's last words are the answer to that.
    let statement = connection.prepare("SELECT pg_backend_pid()").await.unwrap();
    let process: i32 = connection.query_one(&statement, &[]).await.unwrap().get(0);
    database.execute(&format!("SELECT pg_terminate_backend({process})")).await;
    while !connection.is_closed() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(connection.batch_execute("SELECT 1").await.unwrap_err().is_closed());
    let loss = connection.take_loss().await.unwrap();
    assert!(loss.is_lost());
    assert!(
        loss.to_string().contains("was lost: FATAL: terminating connection due to administrator command"),
        "{loss}"
    );
    drop(statement);
}

#[tokio::test]
async fn a_missing_database_or_role_is_named() {
    let database = TestDatabase::create().await;
    if database.single_connection() {
        left_out("the embedded server hangs up on a missing database before it has said why");
        return;
    }
    let error = failure(&database.options().with_database("no such thing")).await;
    assert!(error.is_no_such_database(), "{error}");
    let text = error.to_string();
    assert!(text.contains("database \"no such thing\": there is no such database; create it"), "{text}");
    assert_eq!(error.as_db_error().unwrap().code().code(), "3D000");
}

/// A port on which nobody listens, and what keeps others from it: tests beside this one take free ports too.
fn deaf_port() -> (TcpSocket, u16) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    (socket, port)
}

#[tokio::test]
async fn a_refused_port_says_that_nothing_listens() {
    let (_taken, port) = deaf_port();
    let error = failure(&ConnectOptions::parse(&format!("postgres://ada@127.0.0.1:{port}/app")).unwrap()).await;
    assert!(error.is_refused());
    assert_eq!(
        error.to_string(),
        format!(
            "cannot connect to 127.0.0.1:{port} as \"ada\", database \"app\": nothing listens there; start the server, or look at host and port"
        )
    );
}

#[tokio::test]
async fn an_unknown_host_says_so() {
    let error = failure(&ConnectOptions::parse("postgres://ada@no-such-host.invalid/app").unwrap()).await;
    assert!(error.is_unknown_host(), "{error}");
    let error = failure(&ConnectOptions::parse("host=/no/such/folder user=ada").unwrap()).await;
    assert!(error.is_refused(), "{error}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let options = ConnectOptions::parse(&format!("postgres://ada@127.0.0.1:{port}/app")).unwrap();
    let error = failure(&options.with_answer_timeout(Duration::from_millis(100))).await;
    assert!(error.is_timeout(), "{error}");
    assert!(options.is_listening().await);
    drop(silent);
    let (_taken, port) = deaf_port();
    let options = ConnectOptions::parse(&format!("postgres://ada@127.0.0.1:{port}/app")).unwrap();
    assert!(!options.is_listening().await);
}

#[tokio::test]
async fn several_hosts_are_tried_in_turn() {
    let Some(server) = native_server_with(&[]) else { return };
    let (_taken, port) = deaf_port();
    let url = server.tcp_url("postgres").replace("@127.0.0.1:", &format!("@127.0.0.1:{port},127.0.0.1:"));
    ConnectOptions::parse(&url).unwrap().connect().await.unwrap().close().await;
}

#[tokio::test]
async fn passwords_are_checked_and_never_shown() {
    let Some(server) = native_server_with(&[]) else { return };
    let right = ConnectOptions::parse(&server.tcp_url("postgres")).unwrap();
    right.connect().await.unwrap().close().await;

    let wrong = right.with_user("postgres", Some("s3cret"));
    let error = failure(&wrong).await;
    assert!(error.is_wrong_password());
    let text = error.to_string();
    assert!(
        text.ends_with("the password is wrong; give the right one in PGPASSWORD, in ~/.pgpass or in the URL"),
        "{text}"
    );
    assert!(!format!("{error:?}").contains("s3cret"));

    let passwords = tempfile::tempdir().unwrap();
    let file = passwords.path().join("pass");
    std::fs::write(
        &file,
        right.url_with_password().split([':', '@']).nth(2).map(|word| format!("*:*:*:*:{word}\n")).unwrap(),
    )
    .unwrap();
    let with_file = |mode: u32| {
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
        let url = format!("postgres://postgres@127.0.0.1:{}/postgres?passfile={}", server.port(), file.display());
        ConnectOptions::parse(&url).unwrap()
    };
    let open = with_file(0o644);
    let error = failure(&open).await;
    assert!(error.is_wrong_password());
    assert!(error.to_string().contains("none is given"), "{error}");
    assert!(error.to_string().contains("is not used, since others may read it: chmod 0600"), "{error}");
    with_file(0o600).connect().await.unwrap().close().await;
}

#[tokio::test]
async fn a_role_that_may_not_enter_is_told_so() {
    let Some(server) = native_server_with(&[]) else { return };
    let options = ConnectOptions::parse(&server.url("postgres")).unwrap();
    let admin = options.connect().await.unwrap();
    admin
        .batch_execute(
            "CREATE ROLE guest LOGIN; CREATE ROLE nobody_logs_in; REVOKE CONNECT ON DATABASE postgres FROM public",
        )
        .await
        .unwrap();
    let error = failure(&options.with_user("guest", None)).await;
    assert!(error.is_permission());
    assert!(error.to_string().contains("GRANT CONNECT ON DATABASE lets it"), "{error}");
    let error = failure(&options.with_user("nobody_logs_in", None)).await;
    assert!(error.is_permission(), "{error}");
    let error = failure(&options.with_user("missing", None)).await;
    assert!(error.is_no_such_role(), "{error}");
    admin
        .batch_execute("ALTER ROLE guest CONNECTION LIMIT 0; GRANT CONNECT ON DATABASE postgres TO guest")
        .await
        .unwrap();
    let error = failure(&options.with_user("guest", None)).await;
    assert!(error.is_too_many_connections(), "{error}");
}
