//! Behind PgBouncer in transaction mode, where each transaction may have another session of the server.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use evenkeel::{Db, Error, Executor, Sql};
use evenkeel_test_support::{TestDatabase, left_out};
use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use tempfile::TempDir;

use crate::support::{people, user};
use crate::{Member, MemberRole, User};

/// How many sessions of the server it shares out.
const SESSIONS: usize = 3;

/// A PgBouncer of this test's own, ended when this is dropped.
struct Bouncer {
    program: Child,
    url: String,
    _folder: TempDir,
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The program, which Debian keeps where not all look.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())
}

/// One in front of this database, which knows users by their names alone.
async fn bouncer(database: &TestDatabase) -> Option<Bouncer> {
    let Some(program) = program() else {
        left_out(
            "it needs PgBouncer, and there is no program pgbouncer on the PATH (Debian: apt-get install pgbouncer)",
        );
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let name = database.name();
    let mut settings = format!("[databases]\n{name} = dbname={name}");
    for (variable, value) in database.options().libpq_environment() {
        let key = match variable {
            "PGHOST" => "host",
            "PGPORT" => "port",
            "PGUSER" => "user",
            "PGPASSWORD" => "password",
            _ => continue,
        };
        write!(settings, " {key}='{value}'").unwrap();
    }
    write!(
        settings,
        "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n\
         pool_mode = transaction\ndefault_pool_size = {SESSIONS}\nmax_client_conn = 200\n"
    )
    .unwrap();
    let file = folder.path().join("pgbouncer.ini");
    std::fs::write(&file, settings).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
    let mut command = Command::new(program);
    // It does not run as root.
    let is = |words: &[&str]| Command::new("id").args(words).output().unwrap();
    if is(&["-u"]).stdout == b"0\n" {
        command.args(["-u", if is(&["-u", "postgres"]).status.success() { "postgres" } else { "nobody" }]);
    }
    let program = command.arg("-q").arg(&file).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
    let url = format!("postgres://anybody@127.0.0.1:{port}/{name}?sslmode=disable");
    Some(Bouncer { program, url, _folder: folder })
}

/// A pool on it, as soon as it answers.
async fn connected(bouncer: &Bouncer) -> Db {
    let mut tries = 0;
    loop {
        let pooled = Db::builder(&bouncer.url).transaction_pooler(true).max_connections(16);
        match pooled.connect().await {
            Ok(db) => return db,
            Err(error) if tries == 100 => panic!("{error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        tries += 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_and_transactions_share_few_sessions_behind_pgbouncer() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    database.execute(include_str!("../../../generated/schema.sql")).await;
    let Some(bouncer) = bouncer(&database).await else {
        return;
    };
    let db = connected(&bouncer).await;
    let (organization, [ada, ..]) = people(&db).await;

    // Sixteen at a time, each with statements that others have with other values, on three sessions.
    let backends = join_all((0..16).map(async |number| {
        let mut seen = BTreeSet::new();
        for round in 0..20 {
            let name = format!("user{number}x{round}");
            let made = user(&name).locale("fr").insert(&db).await.unwrap();
            let found = User::select().filter(|u| u.name.eq(&name)).with(User::MEMBER).one(&db).await.unwrap();
            assert_eq!(found, (made.clone(), Vec::new()));
            let pids = db.transaction(async |tx| {
                let role = if round % 2 == 0 { MemberRole::Admin } else { MemberRole::Viewer };
                let member = crate::NewMember { organization_id: organization.id.clone(), user_id: made.id.clone() };
                let member = member.role(role).insert(&tx).await?;
                let pid = Sql::new("SELECT pg_backend_pid()".into(), Vec::new());
                let first: i32 = tx.rows(&pid).await?.iter().map(|row| row.get::<_, i32>(0)).sum();
                assert_eq!(Member::find(member.id).one(&tx).await?.role, role);
                let then: i32 = tx.rows(&pid).await?.iter().map(|row| row.get::<_, i32>(0)).sum();
                Ok([first, then])
            });
            let [first, then] = pids.await.unwrap();
            assert_eq!(first, then, "a transaction stays on its session");
            seen.insert(first);
            let failed: Result<(), Error> = db
                .transaction(async |tx| {
                    User::update().set(|u| u.locale.set("xx")).all_rows().exec(&tx).await?;
                    user(&name).insert(&tx).await.map(drop)
                })
                .await;
            assert!(failed.unwrap_err().violates(User::EMAIL_KEY));
        }
        seen
    }))
    .await;
    let backends: BTreeSet<i32> = backends.into_iter().flatten().collect();
    assert!((1..=SESSIONS).contains(&backends.len()), "{backends:?}");
    assert_eq!(User::select().filter(|u| u.locale.eq("xx")).count(&db).await.unwrap(), 0);

    // All forms of statements, and nothing stays behind on the sessions.
    let many = (0..1000).map(|number| user(&format!("many{number}")));
    assert_eq!(User::insert_many(many).exec(&db).await.unwrap(), 1000);
    let rows = User::select().filter(|u| u.name.like("many%")).stream(&db).await.unwrap();
    assert_eq!(rows.try_fold(0, async |count, _| Ok(count + 1)).await.unwrap(), 1000);
    let (one, count) = evenkeel::batch().one(User::find(&ada.id)).count(User::select()).run(&db).await.unwrap();
    assert_eq!((one.id, count), (ada.id, 1323));
    let prepared = Sql::new("SELECT 1 FROM pg_prepared_statements WHERE statement LIKE '%user%'".into(), Vec::new());
    for _ in 0..10 {
        assert_eq!(db.rows(&prepared).await.unwrap().len(), 0);
    }
    assert!(db.listen(&["news"]).await.unwrap_err().is_unsupported());
    assert!(db.session().await.unwrap_err().is_unsupported());

    // What reads only does not write, on whatever session it comes; and what nobody saw fail is told.
    let reader = db.reader();
    let refused = join_all((0..16).map(|_| User::update().set(|u| u.locale.set("xx")).all_rows().exec(&reader))).await;
    assert!(refused.into_iter().all(|refused| refused.unwrap_err().sqlstate() == Some("25006")));
    let rows = User::select().stream(&reader).await.unwrap();
    assert_eq!(rows.try_fold(0, async |count, _| Ok(count + 1)).await.unwrap(), 1323);
    let late = Sql::new("SELECT 1 / length(pg_sleep(0.2)::text)".into(), Vec::new());
    for _ in 0..SESSIONS * 2 {
        let unseen = db.transaction(async |tx| {
            User::update().set(|u| u.locale.set("xx")).all_rows().exec(&tx).await?;
            assert!(tokio::time::timeout(Duration::from_millis(50), tx.rows(&late)).await.is_err());
            Ok(())
        });
        assert!(unseen.await.unwrap_err().is_transaction_failed());
    }
    assert_eq!(User::select().filter(|u| u.locale.eq("xx")).count(&db).await.unwrap(), 0);

    // A task that is dropped half way leaves no transaction on the session that others get next. It is dropped between two
    // statements: one that runs would be cancelled, which ends PgBouncer 1.18 to 1.20 now and then
    // (https://github.com/pgbouncer/pgbouncer/issues/822).
    let (begun, half_way) = tokio::sync::oneshot::channel();
    let task = tokio::spawn({
        let db = db.clone();
        async move {
            db.transaction(async |tx| {
                User::delete().all_rows().exec(&tx).await?;
                let _ = begun.send(());
                std::future::pending::<Result<(), Error>>().await
            })
            .await
        }
    });
    half_way.await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    let counts = join_all((0..16).map(|_| User::select().count(&db))).await;
    assert!(counts.into_iter().all(|count| count.unwrap() == 1323));
    db.close().await;
}
