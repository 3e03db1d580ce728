//! Times of queries and inserts, each library's own way, in rounds that take turns.

mod by_hand;
#[cfg(feature = "rivals")]
mod by_diesel;
#[cfg(feature = "rivals")]
mod by_diesel_async;
mod by_evenkeel;
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

use crate::in_a_task;
use crate::report::{Bounds, Table, median};
pub use by_evenkeel::schema;
use case::Contestant;
#[cfg(feature = "rivals")]
pub use by_sea_orm::user as sea_orm_user;
#[cfg(feature = "rivals")]
pub use by_sqlx::User as SqlxUser;
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
    /// Only cases with this in their names
    #[arg(long, default_value = "")]
    case: String,
    /// Only these libraries, beside tokio-postgres
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Exit with 1 where a bound is missed
    #[arg(long)]
    check: bool,
}

/// Measures all cases and prints a table.
pub fn measure(arguments: &Arguments) -> Result<ExitCode> {
    let given = arguments.clone();
    let is_missed = in_a_task(async move { measure_all(&given).await })?;
    Ok(if arguments.check && is_missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn measure_all(arguments: &Arguments) -> Result<bool> {
    let rounds = arguments.rounds.unwrap_or(if arguments.small { 5 } else { 41 });
    let at_least = Duration::from_millis(if arguments.small { 5 } else { 25 });
    let mut table: Option<Table> = None;
    let mut bounds = Bounds::default();
    for (case, rows) in case::all(arguments.small) {
        if !case.name(rows).contains(&arguments.case) {
            continue;
        }
        let scene = Scene::set(case, rows).await?;
        let mut contestants = contestants(&scene, &arguments.only).await?;
        let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
        let table = table.get_or_insert_with(|| {
            let headings = ["case".to_owned()].into_iter().chain(names.iter().enumerate().map(|(place, name)| {
                if place == 0 { format!("{name}, µs") } else { name.clone() }
            }));
            Table::new(&headings.collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>())
        });
        let times = rounds_of(&scene, &mut contestants, rounds, at_least).await?;
        drop(contestants);
        let by_hand = times.first().cloned().unwrap_or_default();
        let ratio = |place: usize| {
            let pairs = times.get(place).into_iter().flatten().zip(&by_hand);
            median(pairs.map(|(time, by_hand)| time / by_hand).collect())
        };
        let mut cells = vec![case.name(rows), format!("{:.1}", median(by_hand.clone()) * 1e6)];
        cells.extend((1..names.len()).map(|place| format!("{:.3}", ratio(place))));
        eprintln!("{}", cells.join("  "));
        table.line(cells);
        let Some(ours) = names.iter().position(|name| name == "evenkeel") else { continue };
        let mine = ratio(ours);
        bounds.add(mine <= BOUND, format!("{}: {mine:.3} of tokio-postgres, bound {BOUND}", case.name(rows)));
        for (place, name) in names.iter().enumerate() {
            // The one that blocks its thread is no rival of those that do not.
            if place > 0 && place != ours && name != "diesel" {
                let theirs = ratio(place);
                bounds.add(mine <= theirs, format!("{}: {mine:.3}, {name} {theirs:.3}", case.name(rows)));
            }
        }
    }
    if let Some(table) = &table {
        table.print();
    }
    bounds.print();
    Ok(bounds.is_missed())
}

/// Those that take part, tokio-postgres by hand first.
async fn contestants(scene: &Scene, only: &[String]) -> Result<Vec<Box<dyn Contestant>>> {
    let url = scene.url();
    let mut all: Vec<Box<dyn Contestant>> =
        vec![Box::new(by_hand::ByHand::connect(&url).await?), Box::new(by_evenkeel::ByEvenkeel::connect(&url).await?)];
    #[cfg(feature = "rivals")]
    {
        all.push(Box::new(by_diesel::ByDiesel::connect(&url)?));
        all.push(Box::new(by_diesel_async::ByDieselAsync::connect(&url).await?));
        all.push(Box::new(by_sqlx::BySqlx::connect(&url).await?));
        all.push(Box::new(by_sea_orm::BySeaOrm::connect(&url).await?));
    }
    let is_asked_for = |place: usize, name: &str| place == 0 || only.is_empty() || only.iter().any(|one| one == name);
    let places = all.into_iter().enumerate();
    Ok(places.filter(|(place, one)| is_asked_for(*place, one.name())).map(|(_, one)| one).collect())
}

/// The time of one run of the case in each round, for each contestant.
async fn rounds_of(
    scene: &Scene,
    contestants: &mut [Box<dyn Contestant>],
    rounds: usize,
    at_least: Duration,
) -> Result<Vec<Vec<f64>>> {
    // As often as it takes the first one long enough; all of them have run once then.
    let mut times = 1_u32;
    for contestant in contestants.iter_mut() {
        timed(scene, contestant, 3).await?;
    }
    if let Some(first) = contestants.first_mut() {
        while timed(scene, first, times).await? < at_least.as_secs_f64() {
            times *= 2;
        }
    }
    let mut all = vec![Vec::new(); contestants.len()];
    for round in 0..rounds {
        for turn in 0..contestants.len() {
            let place = (round + turn) % contestants.len();
            if let (Some(contestant), Some(mine)) = (contestants.get_mut(place), all.get_mut(place)) {
                mine.push(timed(scene, contestant, times).await? / f64::from(times));
            }
        }
    }
    Ok(all)
}

/// Seconds for so many runs.
async fn timed(scene: &Scene, contestant: &mut Box<dyn Contestant>, times: u32) -> Result<f64> {
    scene.prepare().await?;
    let begun = Instant::now();
    for _ in 0..times {
        let rows = contestant.run(scene.case, scene.rows).await?;
        ensure!(rows == scene.expected(), "{}: {rows} rows, not {}", contestant.name(), scene.expected());
    }
    Ok(begun.elapsed().as_secs_f64())
}
