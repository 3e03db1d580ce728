//! How soon the studio has rows of a large table, asked over HTTP as its page asks.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::http::header::{COOKIE, ORIGIN, SET_COOKIE};

use crate::keel::Keel;
use crate::report;

/// The table, with an index besides the primary key.
const TABLE: &str = "
    CREATE TABLE measure (
        id bigint PRIMARY KEY, sensor text NOT NULL, taken_at timestamptz NOT NULL, value numeric, note text
    )";

/// Its name and what it holds.
const ROWS: &str = "
    INSERT INTO measure SELECT n, 'sensor ' || n % 1000, '2020-01-01'::timestamptz + n * interval '1 second',
        n % 977 / 7.0, CASE WHEN n % 3 = 0 THEN repeat('note ', (n % 9)::int) END FROM generate_series(1, ";

/// How many rows the page asks for at a time.
const PAGE: u32 = 200;

/// What is measured, in the words of the report.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What the person does.
    pub name: &'static str,
    /// The median time.
    pub time: Duration,
    /// Whether it is held to the bound: the order is indexed.
    pub is_indexed: bool,
}

/// The median times of what a person does with a table of so many rows, on a server that has read it before.
///
/// # Errors
/// Where the server or the studio does not do its part.
pub async fn measure(keel: &Keel, rows: u64, rounds: usize) -> Result<Vec<Asked>> {
    report::say(format_args!("making a table of {rows} rows"));
    let (database, folder) = (TestDatabase::create().await, tempfile::tempdir()?);
    database.execute(TABLE).await;
    database.execute(&format!("{ROWS}{rows}) n")).await;
    database.execute("CREATE INDEX ON measure (taken_at)").await;
    database.execute("VACUUM ANALYZE measure").await;
    let (keel, url) = (keel.clone(), database.url());
    let measured = tokio::task::spawn_blocking(move || ask(&keel, &url, folder, rows, rounds)).await??;
    drop(database);
    Ok(measured)
}

fn ask(keel: &Keel, url: &str, folder: TempDir, rows: u64, rounds: usize) -> Result<Vec<Asked>> {
    let studio = Studio::start(keel, url, folder)?;
    report::say("asking the studio");
    let by = |column: &str, descending: bool| json!([{"column": column, "descending": descending}]);
    let page = |order: Value, page: Value| {
        json!({
            "request": "r", "limit": PAGE, "page": page,
            "query": {"schema": "public", "name": "measure", "filters": [], "order": order}
        })
    };
    let cursor = |order: &Value| -> Result<Value> {
        let middle = studio.call("/api/rows", &page(order.clone(), json!({"at": "near", "fraction": 0.5})))?;
        middle.get("after").cloned().context("a page in the middle has one after it")
    };
    let newest = by("taken_at", true);
    let count = json!({"request": "r", "query": {"schema": "public", "name": "measure", "filters": [], "order": []}});
    let cases = [
        ("the table's first rows", true, page(json!([]), json!({"at": "first"}))),
        ("the first by an indexed column", true, page(newest.clone(), json!({"at": "first"}))),
        ("its last rows", true, page(json!([]), json!({"at": "last"}))),
        ("from a value in the middle", true, page(json!([]), json!({"at": "from", "value": (rows / 2).to_string()}))),
        ("about the middle", true, page(newest.clone(), json!({"at": "near", "fraction": 0.5}))),
        ("the page after one", true, page(newest.clone(), json!({"at": "after", "cursor": cursor(&newest)?}))),
        ("the exact count", false, count),
        ("the first by a column without an index", false, page(by("value", false), json!({"at": "first"}))),
    ];
    let mut measured = Vec::new();
    for (name, is_indexed, body) in cases {
        let path = if body.get("page").is_some() { "/api/rows" } else { "/api/count" };
        let mut times = Vec::new();
        for _ in 0..rounds {
            let begun = Instant::now();
            if is_indexed {
                // What the page asks for before it shows a table.
                studio.call("/api/relation", &json!({"schema": "public", "name": "measure"}))?;
            }
            let answer = studio.call(path, &body)?;
            times.push(begun.elapsed());
            let found = answer.get("rows").and_then(Value::as_array).map(Vec::len);
            ensure!(found.is_none_or(|found| found > 0), "{name}: no rows in {answer}");
        }
        times.sort_unstable();
        let time = times.get(times.len() / 2).copied().unwrap_or_default();
        measured.push(Asked { name, time, is_indexed });
    }
    Ok(measured)
}

/// A studio that runs, with a page's session.
struct Studio {
    process: Child,
    origin: String,
    cookie: String,
    tab: String,
    _folder: TempDir,
}

impl Studio {
    fn start(keel: &Keel, url: &str, folder: TempDir) -> Result<Self> {
        let mut command: Command = keel.command(folder.path(), ["studio", "--no-open", "--database-url", url]);
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let mut printed = String::new();
        let out = process.stdout.take().context("the studio has no output")?;
        let mut studio =
            Self { process, origin: String::new(), cookie: String::new(), tab: String::new(), _folder: folder };
        BufReader::new(out).read_line(&mut printed)?;
        let (origin, token) = printed.trim().split_once("/#token=").context("the studio printed no address")?;
        origin.clone_into(&mut studio.origin);
        let answer =
            ureq::post(format!("{origin}/session")).header(ORIGIN, origin).send_json(json!({"token": token}))?;
        let cookie = answer.headers().get(SET_COOKIE).context("the studio set no cookie")?.to_str()?;
        cookie.split(';').next().unwrap_or_default().clone_into(&mut studio.cookie);
        let body: Value = answer.into_body().read_json()?;
        body.get("tab").and_then(Value::as_str).context("the studio gave no token")?.clone_into(&mut studio.tab);
        Ok(studio)
    }

    fn call(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = ureq::post(format!("{}{path}", self.origin))
            .header(ORIGIN, &self.origin)
            .header(COOKIE, &self.cookie)
            .header("x-keel-tab", &self.tab)
            .send_json(body)?;
        Ok(answer.into_body().with_config().limit(u64::MAX).read_json()?)
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
