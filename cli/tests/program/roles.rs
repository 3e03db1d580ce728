//! Roles belong to servers: the one of the scratch databases need not have those of the target's

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use evenkeel_connect::ConnectOptions;
use evenkeel_native::{BINDIR_VARIABLE, Installation};
use evenkeel_test_support::{TestDatabase, left_out, native_installation, native_server_with};
use insta::assert_snapshot;

use crate::support::Project;

const SCHEMA: &str = "tables:\n  a: {columns: {id: {type: bigint, primary_key: true}}}\n";

/// A role of the target's server that owns a table, may read it, and is named in a policy.
async fn project(database: &TestDatabase, role: &str) -> Project {
    database.execute(&format!("CREATE ROLE {role}")).await;
    let up = format!(
        "CREATE TABLE public.a (id bigint PRIMARY KEY);\nGRANT SELECT ON public.a TO {role};\n\
         ALTER TABLE public.a ENABLE ROW LEVEL SECURITY;\nCREATE POLICY mine ON public.a TO {role} USING (id > 0);\n\
         ALTER TABLE public.a OWNER TO {role};\n"
    );
    let project = Project::with(&[("schema.yaml", SCHEMA), ("migrations/20260101000000_first/up.sql", &up)])
        .variable("DATABASE_URL", &database.url());
    project.keel("migrate").done();
    project
}

/// Binaries of which a second server like that of the tests can be made.
async fn binaries_like(database: &TestDatabase) -> Option<Installation> {
    if !database.several_connections() {
        return None;
    }
    let installation = native_installation()?;
    let connection = database.connect().await;
    let major = connection.server_major();
    connection.close().await;
    if installation.major() != major {
        left_out(&format!("it needs the binaries of PostgreSQL {major}, the server's version"));
        return None;
    }
    Some(installation)
}

async fn gone(database: &TestDatabase, role: &str) {
    database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}

#[tokio::test]
async fn a_role_that_the_shadow_lacks_is_named() {
    let database = TestDatabase::create().await;
    if binaries_like(&database).await.is_none() {
        return;
    }
    let Some(server) = native_server_with(&[]) else { return };
    let role = database.name().replace("test", "role");
    let project = project(&database, &role).await;
    let shadow = server.tcp_url("postgres");
    let run = |line: &str| {
        let words: Vec<_> = line.split(' ').chain(["--shadow", &shadow]).collect();
        project.run(&words)
    };
    let check = run("check");
    assert_eq!(check.status, Some(2), "{check}");
    let picture = check.stdout.split_once("error[replay]").map(|(_, rest)| rest).unwrap();
    assert_snapshot!("roles_shadow_lacks", picture.replace(&role, "[role]").replace(database.name(), "[database]"));
    // What it says to do does it.
    let admin = ConnectOptions::parse(&shadow).unwrap().connect().await.unwrap();
    admin.batch_execute(&format!("CREATE ROLE {role}")).await.unwrap();
    admin.close().await;
    run("gen").done();
    run("check").done();
    gone(&database, &role).await;
}

#[tokio::test]
async fn a_server_that_is_started_for_scratch_databases_has_the_roles() {
    let database = TestDatabase::create().await;
    let Some(installation) = binaries_like(&database).await else { return };
    let role = database.name().replace("test", "role");
    let project = project(&database, &role).await;
    // Where that server's files are, which go with it. It may run as another user.
    let temporary = tempfile::tempdir().unwrap();
    fs::set_permissions(temporary.path(), Permissions::from_mode(0o1777)).unwrap();
    let project = project.variable(BINDIR_VARIABLE, installation.bindir().to_str().unwrap());
    let project = project.variable("TMPDIR", temporary.path().to_str().unwrap());
    project.keel("gen").done();
    // One that may make no databases, so that another server has to be started.
    let reader = database.name().replace("test", "reader");
    database.execute(&format!("CREATE ROLE {reader} LOGIN PASSWORD 'word'; GRANT USAGE ON SCHEMA keel TO {reader}; GRANT SELECT ON ALL TABLES IN SCHEMA keel TO {reader}")).await;
    let url = database.options().with_user(&reader, Some("word")).url_with_password();
    project.run(&["check", "--database-url", &url]).done();
    project.write("schema.yaml", &SCHEMA.replace("}}}", "}, x: text?}}"));
    project.run(&["gen", "second", "--database-url", &url]).done();
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "the server left something behind");
    gone(&database, &reader).await;
    gone(&database, &role).await;
}
