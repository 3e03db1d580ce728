//! A database with the synthetic schema, and a project beside it whose migrations made it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use evenkeel_native::find_program;
use evenkeel_test_support::{DUMP_VARIABLE, TestDatabase};
use tempfile::TempDir;

use crate::keel::Keel;
use crate::{command, report, synthetic};

/// The file as `keel pull` wrote it.
const EQUAL: &str = "schema.yaml";
/// The same after ten changes.
const CHANGED: &str = "changed.yaml";

/// A database and a project.
pub struct Scene {
    database: TestDatabase,
    project: TempDir,
    dump: PathBuf,
    server: String,
    contents: String,
}

impl Scene {
    /// Makes the database and the project, whose history is one migration.
    ///
    /// # Errors
    /// Where the server, pg_dump or keel does not do its part.
    pub async fn set(keel: &Keel, tables: usize) -> Result<Self> {
        report::say(format_args!("making a schema of {tables} tables"));
        let (database, project) = (TestDatabase::create().await, tempfile::tempdir()?);
        fill(&database, tables).await?;
        let (server, major, contents) = describe(&database).await?;
        let named = std::env::var_os(DUMP_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        let dump = named
            .or_else(|| find_program("pg_dump", major))
            .with_context(|| format!("there is no pg_dump of PostgreSQL {major}; name one in {DUMP_VARIABLE}"))?;
        let scene = Self { database, project, dump, server, contents };
        scene.pull(keel, &scene.database, EQUAL).await?;
        {
            let changed = scene.database.another().await;
            fill(&changed, tables).await?;
            changed.execute(&synthetic::changes(tables)).await;
            scene.pull(keel, &changed, CHANGED).await?;
        }
        command::output(scene.keel(keel, ["gen", "first", "--from", "migrations"])).await?;
        command::output(scene.keel(keel, ["migrate", "baseline"])).await?;
        Ok(scene)
    }

    /// The URL of the database, with a password if there is one.
    pub fn url(&self) -> String {
        self.database.url()
    }

    /// The server and its version.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// How much of what the database holds.
    pub fn contents(&self) -> &str {
        &self.contents
    }

    /// `pg_dump --schema-only` of the database.
    pub fn pg_dump(&self) -> Command {
        let mut command = Command::new(&self.dump);
        command.arg("--schema-only").envs(self.database.options().libpq_environment());
        command
    }

    /// `keel diff` of the database and the file that says the same.
    pub fn diff(&self, keel: &Keel) -> Command {
        self.keel(keel, ["diff", "--exit-code"])
    }

    /// `keel gen --dry-run` of the file with ten changes. What is proved is what a large schema gets by itself at every
    /// size: the whole of a small one takes longer, which would hide how times grow.
    pub fn generate(&self, keel: &Keel) -> Command {
        self.keel(keel, ["gen", "--dry-run", "--proof", "touched", "--schema", CHANGED])
    }

    fn keel<const N: usize>(&self, keel: &Keel, arguments: [&str; N]) -> Command {
        let mut command = keel.command(self.project.path(), arguments);
        command.env("DATABASE_URL", self.database.url());
        command
    }

    async fn pull(&self, keel: &Keel, database: &TestDatabase, file: &str) -> Result<()> {
        let mut command = keel.command(self.project.path(), ["pull", "--out", file]);
        command.env("DATABASE_URL", database.url());
        command::output(command).await.map(drop)
    }
}

async fn fill(database: &TestDatabase, tables: usize) -> Result<()> {
    let connection = database.connect().await;
    for part in synthetic::schema(tables) {
        connection.batch_execute(&part).await?;
    }
    // As autovacuum does in time: pg_dump and keel both read the system catalogs by plans made from their statistics.
    connection.batch_execute("vacuum analyze").await?;
    connection.close().await;
    Ok(())
}

/// The server's version as text and number, and what the database holds.
async fn describe(database: &TestDatabase) -> Result<(String, u32, String)> {
    let connection = database.connect().await;
    let row = connection
        .query_one(
            "select count(*) filter (where relkind = 'r'), sum(relnatts) filter (where relkind = 'r'),
                count(*) filter (where relkind = 'i') - (select count(*) from pg_constraint where contype in ('p', 'u')
                    and connamespace = 'public'::regnamespace),
                (select count(*) from pg_constraint where contype = 'f')
            from pg_class where relnamespace = 'public'::regnamespace",
            &[],
        )
        .await?;
    let [tables, columns, indexes, foreign_keys] = [0, 1, 2, 3].map(|field| row.get::<_, i64>(field));
    let contents = format!("{tables} tables, {columns} columns, {indexes} indexes, {foreign_keys} foreign keys");
    let described = (format!("PostgreSQL {}", connection.server_version()), connection.server_major(), contents);
    connection.close().await;
    Ok(described)
}
