//! Each folder in `tests/plan/` is a case: `before.sql` and `after.sql` are two databases. The plan from one to the other
//! is carried out on a copy of the first, and the server is the judge: the catalog is then that of the second, and there
//! is nothing left to plan; the way back likewise. `up.sql` and `down.sql` show the plans to a reader; they are written
//! anew with `EVENKEEL_BLESS=1`. Where there are `refused-rows.sql`, the way up is tried beside those rows as well, and has
//! to end with what `refused.txt` says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use evenkeel_engine::introspect::introspect;
use evenkeel_engine::plan::{Facts, Plan, Statement, conversions_needed, plan};
use evenkeel_engine::workflow::conversions;
use evenkeel_model::Catalog;
use libtest_mimic::{Arguments, Failed, Trial};
use tokio_postgres::Client;

use common::Database;
use common::whole::Whole;

/// A test for each case, so that they run beside each other and can be named: `cargo test --test plan_cases -- NAME`.
fn main() {
    let arguments = Arguments::from_args();
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/plan");
    let mut folders: Vec<_> = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    let trials = folders.into_iter().map(|folder| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        Trial::test(name, move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(case(&folder)).map_err(Failed::from)
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

async fn case(folder: &Path) -> Result<(), String> {
    let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
    let state =
        |file: &str| fs::read_to_string(folder.join(file)).map_err(|error| format!("{file} cannot be read: {error}"));
    let (sql_before, sql_after) = (state("before.sql")?, state("after.sql")?);
    let before = Database::create().await;
    if let Some(needed) = needed(&sql_after)
        && before.catalog().await.1 < needed
    {
        evenkeel_test_support::left_out(&format!("{:?} needs PostgreSQL {needed}", folder.file_name().unwrap()));
        return Ok(());
    }
    let after = before.another().await;
    before.run(&sql_before).await?;
    after.run(&sql_after).await?;
    let (from, major) = before.catalog().await;
    let (to, _) = after.catalog().await;
    let mut pairs = conversions_needed(&from, &to);
    pairs.extend(conversions_needed(&to, &from));
    let connection = after.connect().await;
    let conversions = conversions(&*connection, pairs).await.unwrap();
    connection.close().await;
    let facts = Facts { major, conversions, ..Facts::default() };

    let up = plan(&from, &to, &facts).map_err(|error| format!("up: {error}"))?;
    let whole = Whole::between(&from, &to).with_keys(&from, &to);
    let rows = text("refused-rows.sql");
    if !rows.is_empty() {
        let refused = before.another().await;
        refused.run(&sql_before).await?;
        refused.run(&rows).await?;
        let words = refused.apply(&up, &whole).await.err().ok_or("refused-rows.sql: up was carried out")?;
        compare(folder, "refused.txt", &format!("{}\n", words.lines().next().unwrap_or_default()), major)?;
    }
    before.apply(&up, &whole).await.map_err(|error| format!("up: {error}"))?;
    arrived(&before, &to, &facts).await.map_err(|error| format!("up: {error}"))?;
    before.run(&text("check-after-up.sql")).await.map_err(|error| format!("check after up: {error}"))?;

    let (to_there, _) = before.catalog().await;
    let facts = Facts { back: true, ..facts };
    let down = plan(&to_there, &from, &facts).map_err(|error| format!("down: {error}"))?;
    before.apply(&down, &whole).await.map_err(|error| format!("down: {error}"))?;
    arrived(&before, &from, &facts).await.map_err(|error| format!("down: {error}"))?;
    before.run(&text("check-after-down.sql")).await.map_err(|error| format!("check after down: {error}"))?;

    compare(folder, "up.sql", &shown(&up), major)?;
    compare(folder, "down.sql", &shown(&down), major)?;
    Ok(())
}

/// The oldest version that knows what a case is about, where its second database opens with `-- PostgreSQL <version>`.
fn needed(after: &str) -> Option<u32> {
    after.lines().next()?.strip_prefix("-- PostgreSQL ")?.parse().ok()
}

async fn arrived(database: &Database, wanted: &Catalog, facts: &Facts) -> Result<(), String> {
    let (there, _) = database.catalog().await;
    let left = plan(&there, wanted, facts).map_err(|error| error.to_string())?;
    if !left.is_empty() {
        return Err(format!("still to do:\n{}{:#?}", shown(&left), left.changes));
    }
    if there.hash() != wanted.hash() {
        return Err("nothing to plan, yet the catalogs differ".to_owned());
    }
    Ok(())
}

fn shown(plan: &Plan) -> String {
    let mut text = String::new();
    let mut phase = None;
    for statement in &plan.statements {
        if phase != Some(statement.phase) || statement.probe.is_some() {
            text.push_str(&format!("-- {}\n", phase_words(statement)));
            phase = Some(statement.phase);
        }
        text.push_str(&statement.sql);
        text.push_str(";\n");
    }
    text
}

fn phase_words(statement: &Statement) -> String {
    let alone = if statement.probe.is_some() { ", outside a transaction" } else { "" };
    format!("{:?}{alone}", statement.phase)
}

/// The version whose plans are in the folders: what a plan looks like depends on the server; where it leads may not.
const SHOWN_VERSION: u32 = 15;

fn compare(folder: &Path, file: &str, actual: &str, major: u32) -> Result<(), String> {
    let path = folder.join(file);
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        fs::write(path, actual).unwrap();
        return Ok(());
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == actual || major != SHOWN_VERSION {
        Ok(())
    } else {
        Err(format!("{file} is not as expected:\n{actual}"))
    }
}

impl Database {
    async fn catalog(&self) -> (Catalog, u32) {
        let mut client = self.connect().await;
        let found = introspect(&mut client).await.unwrap();
        client.close().await;
        (found.catalog, found.server.major())
    }

    async fn apply(&self, plan: &Plan, whole: &Whole) -> Result<(), String> {
        let client = self.connect().await;
        let result = apply(&client, plan, whole).await;
        client.close().await;
        result
    }
}

/// Each phase in a transaction of its own, and what has to run outside of any alone. What a transaction leaves is whole.
async fn apply(client: &Client, plan: &Plan, whole: &Whole) -> Result<(), String> {
    let torn = |words: String| format!("{words} in\n{}", shown(plan));
    let failed = |statement: &Statement, error: tokio_postgres::Error| {
        let words = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
        format!("{words}\n{}\nin\n{}", statement.sql, shown(plan))
    };
    let mut open = None;
    for statement in &plan.statements {
        if open.is_some() && (open != Some(statement.phase) || statement.probe.is_some()) {
            client.batch_execute("COMMIT").await.unwrap();
            whole.check(client).await.map_err(torn)?;
            open = None;
        }
        if open.is_none() && statement.probe.is_none() {
            client.batch_execute("BEGIN").await.unwrap();
            open = Some(statement.phase);
        }
        client.batch_execute(&statement.sql).await.map_err(|error| failed(statement, error))?;
    }
    if open.is_some() {
        client.batch_execute("COMMIT").await.map_err(|error| error.to_string())?;
    }
    Ok(())
}
