//! Times of queries and inserts, each library's own way, in rounds that take turns.
//!
//! A session of the server that runs on another core than this process answers later, for as long as the kernel leaves it there.
//! Where all of it is held to one core, that is the same for all: `taskset -c 0 .ci/with-server BINDIR cargo run …`.

#[cfg(feature = "rivals")]
mod by_diesel;
#[cfg(feature = "rivals")]
mod by_diesel_async;
mod by_evenkeel;
mod by_hand;
mod by_pool;
#[cfg(feature = "rivals")]
mod by_sea_orm;
#[cfg(feature = "rivals")]
mod by_sqlx;
mod case;
#[cfg(feature = "rivals")]
pub mod diesel_tables;
mod scene;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Args;
use rustix::time::{ClockId, clock_gettime};

use crate::in_a_task;
use crate::report::{Bounds, Table, median};
pub use by_evenkeel::schema;
#[cfg(feature = "rivals")]
pub use by_sea_orm::user as sea_orm_user;
#[cfg(feature = "rivals")]
pub use by_sqlx::User as SqlxUser;
use case::Contestant;
use scene::Scene;

/// evenkeel takes this much of the time of tokio-postgres by hand at most.
const BOUND: f64 = 1.05;

/// How `run` is asked for.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// Few rounds and small sizes, to see whether it works; times of it say little
    #[arg(long)]
    small: bool,
    /// How many rounds; the median counts
    #[arg(long)]
    rounds: Option<usize>,
    /// On how many threads this process runs. With several, a statement may be handed over between threads, or not: that
    /// comes out differently each time, and hides what libraries take
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Only the case of this name, or else those with this in their names
    #[arg(long, default_value = "")]
    case: String,
    /// Only these libraries, beside tokio-postgres; `pooled` is evenkeel and tokio-postgres, each over a pool
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Exit with 1 where a bound is missed
    #[arg(long)]
    check: bool,
}

/// Measures all cases and prints a table.
pub fn measure(arguments: &Arguments) -> Result<ExitCode> {
    let given = arguments.clone();
    let is_missed = in_a_task(arguments.threads, async move { measure_all(&given).await })?;
    Ok(if arguments.check && is_missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn measure_all(arguments: &Arguments) -> Result<bool> {
    let rounds = arguments.rounds.unwrap_or(if arguments.small { 5 } else { 41 });
    let at_least = Duration::from_millis(if arguments.small { 5 } else { 25 });
    let mut tables: Option<[Table; 2]> = None;
    let mut bounds = Bounds::default();
    let all = case::all(arguments.small);
    let one_is_named = all.iter().any(|(case, rows)| case.name(*rows) == arguments.case);
    for (case, rows) in all {
        let name = case.name(rows);
        if if one_is_named { name != arguments.case } else { !name.contains(&arguments.case) } {
            continue;
        }
        let scene = Scene::set(case, rows).await?;
        let mut contestants = contestants(&scene, &arguments.only).await?;
        let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
        let tables = tables.get_or_insert_with(|| {
            let headings = |of: &str| {
                let first = format!("{}, {of}", names.first().map_or("", String::as_str));
                let all: Vec<&str> =
                    ["case", &first].into_iter().chain(names.iter().skip(1).map(String::as_str)).collect();
                Table::new(&all)
            };
            [headings("µs"), headings("µs of CPU")]
        });
        let times = rounds_of(&scene, &mut contestants, rounds, at_least).await?;
        drop(contestants);
        let ratio = |place: usize, of: fn(&Cost) -> f64| ratio(&times, place, 0, of);
        for (table, of) in tables.iter_mut().zip([Cost::time, Cost::cpu]) {
            let by_hand = median(times.first().into_iter().flatten().map(of).collect());
            let mut cells = vec![case.name(rows), format!("{:.1}", by_hand * 1e6)];
            cells.extend((1..names.len()).map(|place| format!("{:.3}", ratio(place, of))));
            eprintln!("{}", cells.join("  "));
            table.line(cells);
        }
        hold(&mut bounds, &case.name(rows), &names, &times);
    }
    if let Some([times, cpu]) = &tables {
        println!("Medians of times, ratios to tokio-postgres by hand\n");
        times.print();
        println!("\nThe same of what this process computes, without the server and its waits\n");
        cpu.print();
    }
    bounds.print();
    Ok(bounds.is_missed())
}

/// The median of what one took for each round, in parts of what another one took.
fn ratio(times: &[Vec<Cost>], place: usize, beside: usize, of: fn(&Cost) -> f64) -> f64 {
    let (mine, others) = (times.get(place).into_iter().flatten(), times.get(beside).into_iter().flatten());
    median(mine.zip(others).map(|(mine, other)| of(mine) / of(other)).collect())
}

/// What is to hold of one case: on a session of one's own, beside those that have such a one too, and over a pool, beside one
/// over a pool.
fn hold(bounds: &mut Bounds, case: &str, names: &[String], times: &[Vec<Cost>]) {
    let place = |name: &str| names.iter().position(|one| one == name);
    for (mine, by_hand) in [("evenkeel", "tokio-postgres"), ("evenkeel, pooled", "tokio-postgres, pooled")] {
        if let (Some(ours), Some(theirs)) = (place(mine), place(by_hand)) {
            let mine_took = ratio(times, ours, theirs, Cost::time);
            bounds.add(mine_took <= BOUND, format!("{case}: {mine} {mine_took:.3} of {by_hand}, bound {BOUND}"));
        }
    }
    let Some(ours) = place("evenkeel") else { return };
    for name in ["diesel-async", "sqlx", "sea-orm"] {
        if let Some(theirs) = place(name) {
            let took = ratio(times, ours, theirs, Cost::time);
            bounds.add(took <= 1.0, format!("{case}: {took:.3} of {name}, bound 1"));
        }
    }
}

/// Those that take part, tokio-postgres by hand first.
async fn contestants(scene: &Scene, only: &[String]) -> Result<Vec<Box<dyn Contestant>>> {
    let url = scene.url();
    let takes_part = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let mut all: Vec<Box<dyn Contestant>> = vec![Box::new(by_hand::ByHand::connect(&url).await?)];
    if takes_part("evenkeel") {
        all.push(Box::new(by_evenkeel::ByEvenkeel::connect(&url, false).await?));
    }
    if takes_part("pooled") {
        all.push(Box::new(by_pool::ByPool::connect(&url)?));
        all.push(Box::new(by_evenkeel::ByEvenkeel::connect(&url, true).await?));
    }
    #[cfg(feature = "rivals")]
    {
        if takes_part("diesel") {
            all.push(Box::new(by_diesel::ByDiesel::connect(&url)?));
        }
        if takes_part("diesel-async") {
            all.push(Box::new(by_diesel_async::ByDieselAsync::connect(&url).await?));
        }
        if takes_part("sqlx") {
            all.push(Box::new(by_sqlx::BySqlx::connect(&url).await?));
        }
        if takes_part("sea-orm") {
            all.push(Box::new(by_sea_orm::BySeaOrm::connect(&url).await?));
        }
    }
    Ok(all)
}

/// The time of one run of the case in each round, for each contestant.
async fn rounds_of(
    scene: &Scene,
    contestants: &mut [Box<dyn Contestant>],
    rounds: usize,
    at_least: Duration,
) -> Result<Vec<Vec<Cost>>> {
    // As often as it takes the first one long enough; all of them have run once then.
    let mut times = 1_u32;
    for contestant in contestants.iter_mut() {
        timed(scene, contestant, 3).await?;
    }
    if let Some(first) = contestants.first_mut() {
        while timed(scene, first, times).await?.time < at_least.as_secs_f64() {
            times *= 2;
        }
    }
    let mut all = vec![Vec::new(); contestants.len()];
    for round in 0..rounds {
        for turn in 0..contestants.len() {
            let place = (round + turn) % contestants.len();
            if let (Some(contestant), Some(mine)) = (contestants.get_mut(place), all.get_mut(place)) {
                mine.push(timed(scene, contestant, times).await?.each(times));
            }
        }
    }
    Ok(all)
}

/// What some runs took, in seconds.
#[derive(Clone, Copy, Debug)]
struct Cost {
    time: f64,
    cpu: f64,
}

impl Cost {
    fn time(&self) -> f64 {
        self.time
    }

    fn cpu(&self) -> f64 {
        self.cpu
    }

    /// Of one of so many.
    fn each(self, times: u32) -> Self {
        Self { time: self.time / f64::from(times), cpu: self.cpu / f64::from(times) }
    }
}

/// What all threads of this process have computed so far, in seconds.
fn computed() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Runs it so many times.
async fn timed(scene: &Scene, contestant: &mut Box<dyn Contestant>, times: u32) -> Result<Cost> {
    scene.prepare().await?;
    let (begun, computed_before) = (Instant::now(), computed());
    for _ in 0..times {
        let rows = contestant.run(scene.case, scene.rows).await?;
        ensure!(rows == scene.expected(), "{}: {rows} rows, not {}", contestant.name(), scene.expected());
    }
    Ok(Cost { time: begun.elapsed().as_secs_f64(), cpu: computed() - computed_before })
}
