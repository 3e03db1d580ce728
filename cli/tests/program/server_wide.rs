//! Migrations that act on the whole server: never on the target's own for the sake of a scratch database

use evenkeel_test_support::{TestDatabase, left_out, native_server_with};

use crate::support::Project;

async fn has_role(database: &TestDatabase, role: &str) -> bool {
    let connection = database.connect().await;
    let sql = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)";
    let found = connection.query_one(sql, &[&role]).await.unwrap().get(0);
    connection.close().await;
    found
}

#[tokio::test]
async fn no_role_is_made_for_a_scratch_database() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    // A name that nothing else on the server has.
    let role = database.name().replace("test", "role");
    let up = format!(
        "CREATE TABLE a ();\n\nDO $$ BEGIN NULL; END $$; CREATE ROLE\n  {role};\nCOMMENT ON ROLE {role} IS 'x';\n"
    );
    let project = Project::with(&[("schema.yaml", "tables:\n  b: {columns: {id: bigint?}}\n")])
        .variable("DATABASE_URL", &database.url());
    project.write("migrations/20260101000000_role/up.sql", &up);
    for line in ["gen --from migrations", "check", "diff --from migrations --to empty"] {
        let run = project.keel(line);
        assert_eq!(run.status, Some(1), "{line}: {run}");
        assert!(run.stderr.contains("20260101000000_role/up.sql:3:27"), "{line}: {run}");
        assert!(run.stderr.contains("--shadow"), "{line}: {run}");
    }
    let error = &project.keel("check --output json").json()["error"];
    assert_eq!(
        (error["code"].as_str(), error["findings"][0]["place"]["line"].as_u64()),
        (Some("server-wide"), Some(3))
    );
    // A script is no other matter, nor is what would find its work done.
    project.write("role.sql", &format!("CREATE TABLE a ();\nDROP ROLE IF EXISTS {role};\n"));
    let run = project.keel("diff --from role.sql --to empty");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("role.sql:2:1"), "{run}");
    assert!(!has_role(&database, &role).await);

    // The same server by another name is the same server.
    let shadow = database.another().await;
    let with_shadow = |url: &str| {
        let gen_words = ["gen", "--from", "migrations", "--allow", "destructive", "--dry-run", "--shadow"];
        project.run(&[&gen_words[..], &[url]].concat())
    };
    let run = with_shadow(&shadow.url());
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("20260101000000_role/up.sql:3:27"), "{run}");
    assert!(!has_role(&database, &role).await);
    let Some(other) = native_server_with(&[]) else { return };
    let target = database.connect().await;
    let majors = (target.server_major(), other.major());
    target.close().await;
    if majors.0 != majors.1 {
        left_out(&format!("the other server is PostgreSQL {}, and the target's {}", majors.1, majors.0));
        return;
    }
    let run = with_shadow(&other.url("postgres")).done();
    assert!(run.stdout.contains("DROP TABLE public.a"), "{run}");
    assert!(!has_role(&database, &role).await);
}
