//! Passwords are never printed.

use evenkeel_test_support::TestDatabase;

use crate::support::Project;

const SECRET: &str = "s3cr3tw0rd";

#[test]
fn no_message_holds_a_password() {
    let url = format!("postgres://me:{SECRET}@127.0.0.1:1/app");
    let keywords = format!("host=127.0.0.1 port=1 user=me password={SECRET}");
    let settings = format!("environment = \"a\"\n[environments.a]\ndatabase_url = \"{url}\"\nshadow = \"{url}\"\n");
    let broken = format!("environment = \"a\"\n[environments.a]\ndatabase_url = \"{url}\"\nshadow = \"{url}\" oops\n");
    for (settings, variable) in [("", url.as_str()), ("", &keywords), (&settings, ""), (&broken, "")] {
        let project = Project::with(&[("keel.toml", settings), ("schema.yaml", "tables: {}\n")])
            .variable("DATABASE_URL", variable)
            .variable("PGPASSWORD", SECRET);
        let with_url = ["--database-url", url.as_str()];
        let lines: &[&[&str]] = &[
            &["migrate"],
            &["migrate", "status"],
            &["migrate", "status", with_url[0], with_url[1]],
            &["pull", with_url[0], with_url[1]],
            &["pull"],
            &["check", "--shadow", &url],
            &["diff", "--from", &url, "--to", &url],
            &["diff", &url],
            &["gen", "a", &url],
            &["push", with_url[0], &keywords],
            &["reset", "--yes", &url],
            &["export", with_url[0], &url[1..]],
            &["--help", with_url[0], with_url[1]],
        ];
        for line in lines {
            for format in ["text", "json"] {
                let run = project.run(&[line, &["--output", format][..]].concat());
                assert!(!run.to_string().contains(SECRET), "keel {line:?}: {run}");
            }
        }
    }
}

#[tokio::test]
async fn a_statement_that_fails_is_shown_without_its_password() {
    let database = TestDatabase::create().await;
    let statement = format!("SELECT 1 FROM nowhere WHERE 'host=a password={SECRET}' <> 'postgres://a:{SECRET}@b/c';\n");
    let project = Project::with(&[("migrations/20260101000000_a/up.sql", &statement), ("schema.yaml", "tables: {}\n")])
        .variable("DATABASE_URL", &database.url());
    for line in ["migrate", "check", "gen --from migrations"] {
        for format in ["text", "json"] {
            let run = project.keel(&format!("{line} --output {format}"));
            assert!(run.to_string().contains("nowhere") && !run.to_string().contains(SECRET), "keel {line}: {run}");
        }
    }
}
