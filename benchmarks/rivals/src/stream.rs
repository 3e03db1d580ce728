//! What is held in memory while rows go by, and how fast they go.

use std::pin::pin;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use evenkeel_test_support::TestDatabase;
use futures_util::TryStreamExt as _;
use wait4::Wait4 as _;

use crate::in_a_task;
use crate::report::{Bounds, Table};

/// What more rows may add to what is held in memory.
const BOUND: u64 = 4 << 20;

/// How `stream` is asked for.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// How many rows go by, beside a tenth of them
    #[arg(long, default_value_t = 10_000_000)]
    rows: u64,
    /// A hundred thousand rows
    #[arg(long)]
    small: bool,
    /// Exit with 1 where a bound is missed
    #[arg(long)]
    check: bool,
}

/// One library in a process of its own, with the URL in DATABASE_URL.
#[derive(Clone, Debug, Args)]
pub struct One {
    library: String,
    rows: u64,
}

/// Those that take part.
const LIBRARIES: &[&str] = if cfg!(feature = "rivals") {
    &["tokio-postgres", "evenkeel", "diesel-async", "sqlx", "sea-orm"]
} else {
    &["tokio-postgres", "evenkeel"]
};

/// The users are made as they are read, so that the server holds none of them either.
fn view(rows: u64) -> String {
    let (outer, inner) = (rows.div_ceil(1000), rows.min(1000));
    format!(
        "CREATE OR REPLACE VIEW users AS
         SELECT ((a - 1) * 1000 + b)::integer AS id, 'User number ' || b AS name, 'black' AS hair_color
         FROM generate_series(1, {outer}) a, generate_series(1, {inner}) b"
    )
}

/// Measures all of them and prints a table.
pub fn measure(arguments: &Arguments) -> Result<ExitCode> {
    let rows = if arguments.small { 100_000 } else { arguments.rows };
    let few = rows / 10;
    ensure!(few >= 1000 && few.is_multiple_of(1000), "--rows is a multiple of 10,000");
    let runtime = tokio::runtime::Runtime::new()?;
    let database = runtime.block_on(TestDatabase::create());
    let mut table = Table::new(&["library", "rows", "seconds", "MiB at most", "MiB at a tenth"]);
    let mut bounds = Bounds::default();
    for library in LIBRARIES {
        runtime.block_on(database.execute(&view(few)));
        let (_, before) = apart(library, few, &database.url())?;
        runtime.block_on(database.execute(&view(rows)));
        let (seconds, after) = apart(library, rows, &database.url())?;
        let mebibytes = |bytes: u64| format!("{:.1}", bytes as f64 / f64::from(1 << 20));
        table.line(vec![
            (*library).to_owned(),
            rows.to_string(),
            format!("{seconds:.2}"),
            mebibytes(after),
            mebibytes(before),
        ]);
        if *library == "evenkeel" {
            let more = after.saturating_sub(before);
            let words = format!("ten times the rows take {} MiB more, bound {}", mebibytes(more), mebibytes(BOUND));
            bounds.add(more <= BOUND, words);
        }
    }
    table.print();
    bounds.print();
    Ok(if arguments.check && bounds.is_missed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Seconds, and the most memory held at once.
fn apart(library: &str, rows: u64, url: &str) -> Result<(f64, u64)> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["stream-one", library, &rows.to_string()]).env("DATABASE_URL", url).stdin(Stdio::null());
    let begun = Instant::now();
    let used = command.spawn()?.wait4()?;
    ensure!(used.status.success(), "{library} ended with {}", used.status);
    Ok((begun.elapsed().as_secs_f64(), used.rusage.maxrss))
}

/// Streams and counts.
pub fn one(one: &One) -> Result<ExitCode> {
    let url = std::env::var("DATABASE_URL").context("DATABASE_URL")?;
    let given = one.clone();
    let counted = in_a_task(2, async move {
        match given.library.as_str() {
            "tokio-postgres" => by_hand(&url).await,
            "evenkeel" => by_evenkeel(&url).await,
            #[cfg(feature = "rivals")]
            "diesel-async" => rivals::by_diesel_async(&url).await,
            #[cfg(feature = "rivals")]
            "sqlx" => rivals::by_sqlx(&url).await,
            #[cfg(feature = "rivals")]
            "sea-orm" => rivals::by_sea_orm(&url).await,
            other => anyhow::bail!("{other} does not take part"),
        }
    })?;
    ensure!(counted == one.rows, "{counted} rows, not {}", one.rows);
    Ok(ExitCode::SUCCESS)
}

async fn by_hand(url: &str) -> Result<u64> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let statement = client.prepare("SELECT id, name, hair_color FROM users").await?;
    let none: [i32; 0] = [];
    let mut rows = pin!(client.query_raw(&statement, none).await?);
    let mut counted = 0;
    while let Some(row) = rows.try_next().await? {
        let (_id, _name, _hair_color): (i32, String, Option<String>) = (row.get(0), row.get(1), row.get(2));
        counted += 1;
    }
    Ok(counted)
}

async fn by_evenkeel(url: &str) -> Result<u64> {
    let db = evenkeel::Db::connect(url).await?;
    let rows = crate::run::schema::User::select().stream(&db).await?;
    Ok(rows.try_fold(0, async |counted, _| Ok(counted + 1)).await?)
}

#[cfg(feature = "rivals")]
mod rivals {
    use anyhow::Result;
    use diesel::{QueryDsl as _, SelectableHelper as _};
    use diesel_async::{AsyncConnection as _, RunQueryDsl as _};
    use futures_util::TryStreamExt as _;
    use sea_orm::EntityTrait as _;
    use sqlx::Connection as _;

    use crate::run::{SqlxUser, diesel_tables, sea_orm_user};

    pub async fn by_diesel_async(url: &str) -> Result<u64> {
        let mut connection = diesel_async::AsyncPgConnection::establish(url).await?;
        let users = diesel_tables::users::table.select(diesel_tables::User::as_select());
        let rows = users.load_stream(&mut connection).await?;
        Ok(rows.try_fold(0, async |counted, _| Ok(counted + 1)).await?)
    }

    pub async fn by_sqlx(url: &str) -> Result<u64> {
        let mut connection = sqlx::PgConnection::connect(url).await?;
        let users = sqlx::query_as::<_, SqlxUser>("SELECT id, name, hair_color FROM users");
        Ok(users.fetch(&mut connection).try_fold(0, async |counted, _| Ok(counted + 1)).await?)
    }

    pub async fn by_sea_orm(url: &str) -> Result<u64> {
        let mut options = sea_orm::ConnectOptions::new(url);
        options.sqlx_logging(false);
        let db = sea_orm::Database::connect(options).await?;
        let rows = sea_orm_user::Entity::find().stream(&db).await?;
        Ok(rows.try_fold(0, async |counted, _| Ok(counted + 1)).await?)
    }
}
