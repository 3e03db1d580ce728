//! What the world around keel does wrong: rights, passwords, servers, disks, another keel
use std::io::Write as _;
use std::process::Stdio;

use evenkeel_connect::ConnectOptions;
use evenkeel_native::{Data, Installation, NativeServer};
use evenkeel_test_support::{TestDatabase, left_out, native_server_with};
use insta::assert_snapshot;

use crate::support::{Project, neutral};

const SCHEMA: &str = "tables:\n  a: {columns: {id: {type: bigint, primary_key: true}}}\n";
const SLOW: &str = "migrations/20260101000000_slow/up.sql";

/// A role that may log in and no more, dropped at the end of the test.
struct Role {
    name: String,
    url: String,
}

impl Role {
    async fn create(database: &TestDatabase) -> Self {
        let name = format!("keel_role_{}_{:08x}", std::process::id(), any_number());
        database.execute(&format!("CREATE ROLE {name} LOGIN PASSWORD 'right'")).await;
        let options = ConnectOptions::parse(&database.url()).unwrap();
        let server = options.host_description();
        let url = format!("postgres://{name}:right@{server}/{}", database.name());
        Self { name, url }
    }

    async fn drop(self, database: &TestDatabase) {
        database.execute(&format!("DROP OWNED BY {0}; DROP ROLE {0}", self.name)).await;
    }
}

/// A number that differs from call to call.
fn any_number() -> u32 {
    use std::hash::{BuildHasher as _, Hasher as _};
    let hash = std::collections::hash_map::RandomState::new().build_hasher().finish();
    u32::try_from(hash >> 32).unwrap()
}

/// Whether the server can be reached by address and port, and has roles that log in by it.
fn reachable_by_port(database: &TestDatabase) -> bool {
    let options = ConnectOptions::parse(&database.url()).unwrap();
    let reachable = options.host_description().contains(':') && !database.single_connection();
    if !reachable {
        left_out("the server is not reached by a port, or has one role only");
    }
    reachable
}

#[tokio::test]
async fn a_role_that_may_not() {
    let database = TestDatabase::create().await;
    if !reachable_by_port(&database) {
        return;
    }
    let role = Role::create(&database).await;
    database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC").await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    let as_role = |line: &str| {
        let words: Vec<_> = line.split(' ').chain(["--database-url", &role.url]).collect();
        let run = project.run(&words);
        assert_eq!(run.status, Some(1), "keel {line}: {run}");
        run.neutral()
    };
    let shadow = project.run(&["gen", "--shadow", &role.url]);
    assert_eq!(shadow.status, Some(1));
    assert_snapshot!("world_shadow_without_createdb", shadow.neutral());
    project.keel("gen first").done();
    assert_snapshot!("world_may_not_make_the_ledger", as_role("migrate"));
    project.keel("migrate").done();
    assert_snapshot!("world_may_not_read_the_ledger", as_role("gen"));
    assert_snapshot!("world_may_not_read_the_ledger_check", as_role("check"));
    database.execute(&format!("GRANT CREATE ON DATABASE {} TO {}; GRANT USAGE ON SCHEMA keel TO {1}; GRANT ALL ON ALL TABLES IN SCHEMA keel TO {1}", database.name(), role.name)).await;
    project.write("schema.yaml", &SCHEMA.replace("}}}", "}, x: text?}}"));
    project.keel("gen second").done();
    assert_snapshot!("world_may_not_alter", as_role("migrate"));
    role.drop(&database).await;
}

#[test]
fn a_password_that_is_wrong_and_a_database_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("pg_hba.conf");
    std::fs::write(&rules, "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::set_permissions(&rules, std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let Some(server) = native_server_with(&[("hba_file", rules.to_str().unwrap())]) else { return };
    let project = Project::with(&[("schema.yaml", SCHEMA)]);
    let setup = "DO $$ BEGIN CREATE ROLE someone LOGIN CREATEDB PASSWORD 'right'; END $$;";
    project.write("migrations/20260101000000_role/up.sql", setup);
    project.run(&["migrate", "--database-url", &server.url("postgres")]).done();
    std::fs::remove_dir_all(project.path("migrations")).unwrap();
    let address = format!("127.0.0.1:{}", server.port());
    for (name, url) in [
        ("world_wrong_password", format!("postgres://someone:wr0ng@{address}/postgres")),
        ("world_no_password", format!("postgres://someone@{address}/postgres")),
        ("world_no_database", format!("postgres://someone:right@{address}/nowhere")),
    ] {
        for line in ["gen", "migrate status", "check"] {
            if line != "gen" && name != "world_wrong_password" {
                continue;
            }
            let _ = std::fs::create_dir_all(project.path("migrations"));
            let words: Vec<_> = line.split(' ').chain(["--database-url", &url]).collect();
            let run = project.run(&words);
            assert_eq!(run.status, Some(1), "{run}");
            assert!(!run.to_string().contains("wr0ng"), "{run}");
            let text = run.neutral();
            if line == "gen" {
                assert_snapshot!(name, text);
            } else {
                assert!(text.contains("password"), "{text}");
            }
        }
    }
}

#[test]
fn where_an_address_comes_from_is_said() {
    // Nobody listens on port 1.
    let project = Project::with(&[("schema.yaml", SCHEMA), ("migrations/.gitkeep", "")])
        .variable("DATABASE_URL", "postgres://someone@127.0.0.1:1/nowhere");
    for line in ["gen", "gen --from migrations", "migrate", "check", "diff", "push", "pull", "export"] {
        let run = project.keel(line);
        assert_eq!(run.status, Some(1), "{line}: {run}");
        assert!(run.stderr.contains("help: the address comes from DATABASE_URL"), "{line}: {run}");
    }
}

#[test]
fn a_server_that_goes_half_way() {
    let Some(server) = native_server_with(&[]) else { return };
    let project = Project::with(&[("schema.yaml", SCHEMA), (SLOW, "CREATE TABLE a ();\nSELECT pg_sleep(120);\n")])
        .variable("DATABASE_URL", &server.tcp_url("postgres"));
    let migrate = project.command(&["migrate"]).stderr(Stdio::piped()).spawn().unwrap();
    let generate = project.command(&["gen", "--from", "migrations"]).stderr(Stdio::piped()).spawn().unwrap();
    let watcher = tokio::runtime::Runtime::new().unwrap();
    watcher.block_on(async {
        let connection = ConnectOptions::parse(&server.url("postgres")).unwrap().connect().await.unwrap();
        let sleeping = "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^SELECT pg_sleep' AND state = 'active'";
        while connection.query_one(sleeping, &[]).await.unwrap().get::<_, i64>(0) < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        connection.close().await;
    });
    server.stop().unwrap();
    for (name, child) in [("world_server_gone_migrate", migrate), ("world_server_gone_gen", generate)] {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_snapshot!(name, neutral(&String::from_utf8(output.stderr).unwrap()));
    }
    assert_eq!(project.list("migrations").len(), 1);
}

#[tokio::test]
async fn a_session_that_is_ended_half_way() {
    let database = TestDatabase::create().await;
    if database.single_connection() {
        left_out("a server of one connection has nobody who could end it");
        return;
    }
    let project = Project::with(&[(SLOW, "CREATE TABLE a ();\nSELECT pg_sleep(120);\n")])
        .variable("DATABASE_URL", &database.url());
    let child = project.command(&["migrate"]).stderr(Stdio::piped()).spawn().unwrap();
    let connection = database.connect().await;
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^SELECT pg_sleep' AND state = 'active' AND pid <> pg_backend_pid()";
    while connection.query_one(end, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    connection.close().await;
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_snapshot!("world_session_ended", neutral(&String::from_utf8(output.stderr).unwrap()));
    project.write(SLOW, "CREATE TABLE a ();\n");
    project.keel("migrate").done();
}

#[tokio::test]
async fn no_server_for_scratch_databases() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("world_shadow_gone", project.keel("gen --shadow postgres://127.0.0.1:1/x").neutral());
    assert_snapshot!("world_shadow_no_url", project.keel("gen --shadow postgres://%zz").neutral());
    for line in ["push", "diff", "export", "diff --from schema.yaml --to empty"] {
        let run = project.keel(&format!("{line} --shadow postgres://127.0.0.1:1/x"));
        assert_eq!(run.status, Some(1), "{line}: {run}");
        assert!(run.stderr.contains("help: the address comes from --shadow; start that server"), "{line}: {run}");
    }
    let settings = "environment = \"ci\"\nshadow = \"postgres://127.0.0.1:1/x\"\n\n[environments.ci]\n";
    project.write("keel.toml", settings);
    assert_snapshot!("world_shadow_gone_of_settings", project.keel("gen").neutral());
    let url = "postgres://127.0.0.1:${KEEL_PORT}/x";
    project.write("keel.toml", &format!("{settings}shadow = \"{url}\"\n"));
    assert_snapshot!("world_shadow_no_variable", project.keel("gen").neutral());
    let project = project.variable("KEEL_PORT", "1");
    assert_snapshot!("world_shadow_gone_of_variable", project.keel("gen").neutral());
}

#[tokio::test]
async fn a_server_for_scratch_databases_that_is_another() {
    let database = TestDatabase::create().await;
    let connection = database.connect().await;
    let major = connection.server_major();
    connection.close().await;
    let other = Installation::find_all().into_iter().find(|one| one.major() != major && one.major() >= 14);
    let Some(other) = other else { return left_out("it needs the binaries of another major version") };
    let server = NativeServer::start(&other, Data::Temporary, &[]).unwrap();
    let project = Project::with(&[("schema.yaml", &format!("extensions: [no_such_extension]\n{SCHEMA}"))])
        .variable("DATABASE_URL", &database.url());
    let run = project.run(&["gen", "--shadow", &server.tcp_url("postgres")]);
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("world_shadow_of_another_version", run.neutral());
}

/// A full disk: a file system of its own, of 100 KB.
#[cfg(target_os = "linux")]
struct FullDisk(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl FullDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=128k", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        if !mounted {
            left_out("only root may mount a file system of its own, to fill it");
        }
        mounted.then_some(Self(folder))
    }
}

#[cfg(target_os = "linux")]
impl Drop for FullDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path()).status();
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_is_full() {
    let Some(disk) = FullDisk::mount() else { return };
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    project.write("schema.yaml", &SCHEMA.replace("}}}", "}, x: text?}}"));
    let root = disk.0.path();
    let schema = project.path("schema.yaml");
    let copied = std::process::Command::new("cp").arg("-r").arg(project.path("migrations")).arg(root).status();
    assert!(copied.unwrap().success());
    let mut filler = std::fs::File::create(root.join("filler")).unwrap();
    while filler.write_all(&[0; 512]).is_ok() {}
    let folder = root.join("migrations");
    let words = ["gen", "second", "--migrations", folder.to_str().unwrap(), "--schema", schema.to_str().unwrap()];
    let run = project.run(&words);
    assert_eq!(run.status, Some(1));
    assert_snapshot!("world_full_disk", run.neutral().replace(&*root.to_string_lossy(), "[disk]"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing half written stays");
    drop(filler);
    std::fs::remove_file(root.join("filler")).unwrap();
    project.run(&words).done();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
}

#[tokio::test]
async fn a_second_keel_waits_for_the_first() {
    let database = TestDatabase::create().await;
    if database.single_connection() {
        left_out("a server of one connection lets no second keel in");
        return;
    }
    let project =
        Project::with(&[(SLOW, "CREATE TABLE a ();\nSELECT pg_sleep(3);\n")]).variable("DATABASE_URL", &database.url());
    let first = project.command(&["migrate"]).stderr(Stdio::piped()).spawn().unwrap();
    let connection = database.connect().await;
    let held =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^SELECT pg_sleep'";
    while connection.query_one(held, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    connection.close().await;
    let second = project.keel("migrate").done();
    assert!(second.stderr.contains("waiting for another run (process"), "{second}");
    assert!(second.stderr.contains("nothing was pending"), "{second}");
    assert_eq!(first.wait_with_output().unwrap().status.code(), Some(0));
}
