//! How long `cargo check` takes for a crate that has the same tables in each library's own way.

mod cargo;
mod leaf;

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::report::{Bounds, Table, median};
use cargo::{Cost, Leaves};
use leaf::{Kind, Leaf};

/// The tables at which bounds are held.
const BOUND_AT: usize = 100;

/// evenkeel takes at most this part of diesel's time.
const PART: f64 = 1.0 / 15.0;

/// A check after a change of one column takes at most so many seconds.
const EDIT_WITHIN: f64 = 2.0;

/// Growth is linear: a table costs at most this much more among many than among few.
const GROWTH: f64 = 1.25;

/// How `compile` is asked for.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    /// Few tables and one round, to see whether it works
    #[arg(long)]
    small: bool,
    /// How many tables the crates have
    #[arg(long, value_delimiter = ',')]
    tables: Vec<usize>,
    /// How often each is checked; the median counts
    #[arg(long)]
    rounds: Option<usize>,
    /// Only these: evenkeel, expanded, diesel, sea-orm
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Exit with 1 where a bound is missed
    #[arg(long)]
    check: bool,
}

impl Arguments {
    fn sizes(&self) -> Vec<usize> {
        match (self.tables.as_slice(), self.small) {
            ([], true) => vec![25],
            ([], false) => vec![25, 100, 400],
            (given, _) => given.to_vec(),
        }
    }

    fn kinds(&self) -> Vec<Kind> {
        let is_asked_for = |kind: &Kind| self.only.is_empty() || self.only.iter().any(|name| name == kind.name());
        Kind::all().iter().copied().filter(is_asked_for).collect()
    }
}

/// Measures all of them and prints tables.
pub fn measure(arguments: &Arguments) -> Result<ExitCode> {
    let rounds = arguments.rounds.unwrap_or(if arguments.small { 1 } else { 3 });
    let (kinds, sizes) = (arguments.kinds(), arguments.sizes());
    let leaves = Leaves::write(&kinds, &sizes)?;
    for kind in &kinds {
        eprintln!("the dependencies of {}", kind.name());
        leaves.check(Leaf { kind: *kind, tables: sizes.first().copied().unwrap_or(1) })?;
    }
    let mut bounds = Bounds::default();
    let cold = cold(&leaves, &kinds, &sizes, rounds)?;
    hold_cold(&mut bounds, &kinds, &sizes, &cold);
    edits(&leaves, &kinds, sizes.iter().copied().filter(|size| *size <= BOUND_AT).max(), rounds, &mut bounds)?;
    bounds.print();
    Ok(if arguments.check && bounds.is_missed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// CPU seconds without anything of the crate, by size and kind.
fn cold(leaves: &Leaves, kinds: &[Kind], sizes: &[usize], rounds: usize) -> Result<Vec<Vec<f64>>> {
    let headings: Vec<&str> = ["tables"].into_iter().chain(kinds.iter().map(|kind| kind.name())).collect();
    let mut table = Table::new(&headings);
    let mut all = Vec::new();
    for size in sizes {
        let mut costs = vec![Vec::new(); kinds.len()];
        for _ in 0..rounds {
            for (kind, costs) in kinds.iter().zip(&mut costs) {
                let leaf = Leaf { kind: *kind, tables: *size };
                leaves.forget(leaf)?;
                let cost = leaves.check(leaf)?;
                eprintln!("{size} tables, {}: {:.2} s of CPU, {:.2} s", kind.name(), cost.cpu, cost.time);
                costs.push(cost.cpu);
            }
        }
        let medians: Vec<f64> = costs.into_iter().map(median).collect();
        let diesel = kinds.iter().position(|kind| *kind == Kind::Diesel).and_then(|place| medians.get(place));
        let cells = medians.iter().map(|cost| match diesel {
            Some(diesel) => format!("{cost:.2} ({:.3})", cost / diesel),
            None => format!("{cost:.2}"),
        });
        table.line([size.to_string()].into_iter().chain(cells).collect());
        all.push(medians);
    }
    println!("CPU seconds of `cargo check`, the crate alone (ratio to diesel)\n");
    table.print();
    if let (Some(kind), Some(size)) = (kinds.first(), sizes.first()) {
        let idle = leaves.check(Leaf { kind: *kind, tables: *size })?;
        println!("\nOf each, {:.2} s are cargo's own, which it takes with nothing to do.", idle.cpu);
    }
    Ok(all)
}

fn hold_cold(bounds: &mut Bounds, kinds: &[Kind], sizes: &[usize], cold: &[Vec<f64>]) {
    let of = |kind: Kind, size: usize| {
        let (column, line) = (kinds.iter().position(|one| *one == kind)?, sizes.iter().position(|one| *one == size)?);
        cold.get(line)?.get(column).copied()
    };
    for kind in [Kind::Evenkeel, Kind::Expanded] {
        if let (Some(ours), Some(diesel)) = (of(kind, BOUND_AT), of(Kind::Diesel, BOUND_AT)) {
            let words = format!("{BOUND_AT} tables, {}: 1/{:.1} of diesel, bound 1/15", kind.name(), diesel / ours);
            bounds.add(ours <= diesel * PART, words);
        }
        let (Some(few), Some(many)) = (sizes.iter().min(), sizes.iter().max()) else { continue };
        let middle = sizes.iter().copied().find(|size| size > few && size < many);
        // What a further table costs, from the first sizes to the last.
        if let Some(((few_cost, middle), many_cost)) = of(kind, *few).zip(middle).zip(of(kind, *many))
            && let Some(middle_cost) = of(kind, middle)
        {
            let first = (middle_cost - few_cost) / (middle - few) as f64;
            let last = (many_cost - middle_cost) / (many - middle) as f64;
            let words = format!(
                "{}: a table costs {:.1} ms up to {middle} tables and {:.1} ms up to {many}, bound {GROWTH} times as much",
                kind.name(),
                first * 1e3,
                last * 1e3
            );
            bounds.add(last <= first * GROWTH, words);
        }
    }
}

/// Checks after a change of one column of one table, with what was there of the crate.
fn edits(leaves: &Leaves, kinds: &[Kind], size: Option<usize>, rounds: usize, bounds: &mut Bounds) -> Result<()> {
    let Some(size) = size else { return Ok(()) };
    let mut table = Table::new(&["library", "seconds", "CPU seconds"]);
    for kind in kinds {
        let leaf = Leaf { kind: *kind, tables: size };
        leaves.check(leaf)?;
        let mut costs: Vec<Cost> = Vec::new();
        for _ in 0..rounds {
            for is_edited in [true, false] {
                leaves.edit(leaf, is_edited)?;
                costs.push(leaves.check(leaf)?);
            }
        }
        let seconds = median(costs.iter().map(|cost| cost.time).collect());
        let cpu = median(costs.iter().map(|cost| cost.cpu).collect());
        table.line(vec![kind.name().to_owned(), format!("{seconds:.2}"), format!("{cpu:.2}")]);
        if size == BOUND_AT && matches!(kind, Kind::Evenkeel | Kind::Expanded) {
            let words =
                format!("{size} tables, {}: one column changed, {seconds:.2} s, bound {EDIT_WITHIN} s", kind.name());
            bounds.add(seconds <= EDIT_WITHIN, words);
        }
    }
    println!("\n`cargo check` of {size} tables after a change of one column\n");
    table.print();
    Ok(())
}
