//! What was measured beside what it may be.

use std::fmt::Display;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::arguments::Arguments;
use crate::growth::bend;
use crate::keel::Keel;
use crate::measure::{Comparison, Size};
use crate::scene::Scene;
use crate::small::Small;
use crate::studio::Asked;

/// Introspection, as a part of pg_dump's time.
const INTROSPECTION: f64 = 0.5;
/// `keel diff` where nothing differs, as a part of pg_dump's time.
const DIFF: f64 = 0.8;
/// `keel gen --dry-run` with ten changed tables, as a part of pg_dump's time.
const GENERATE: f64 = 2.0;
/// The memory of keel, in MB.
const MEMORY: f64 = 200.0;
/// How much longer a further table may take in a large schema than in a small one: linear, and room for what the server's
/// own growth and the machine's caches do.
const BEND: f64 = 1.3;
/// `keel --version`, in milliseconds.
const VERSION: f64 = 10.0;
/// `keel check --static`, in milliseconds.
const CHECK: f64 = 50.0;

/// First rows in the studio where the order is indexed, in milliseconds.
const STUDIO: f64 = 200.0;

/// The whole of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    program: String,
    server: String,
    contents: String,
    rounds: usize,
    lines: Vec<Line>,
    sizes: Vec<Measured>,
}

/// One measure.
#[derive(Debug, Serialize)]
struct Line {
    name: &'static str,
    /// The median time in milliseconds, where it is one of a time.
    milliseconds: Option<f64>,
    /// What is compared with the bound.
    value: f64,
    unit: &'static str,
    bound: Option<f64>,
    met: Option<bool>,
}

/// The medians at one size, in milliseconds.
#[derive(Debug, Serialize)]
struct Measured {
    tables: usize,
    pg_dump: f64,
    introspection: f64,
    diff: f64,
    generate: f64,
}

/// Tells whoever waits what goes on, on standard error.
pub fn say(words: impl Display) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Bytes in MB.
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

/// Prints what was measured of the studio on standard output. Gives whether a bound was missed.
///
/// # Errors
/// Where nobody takes it.
pub fn print_studio(rows: u64, rounds: usize, asked: &[Asked]) -> Result<bool> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "keel studio, a table of {rows} rows; medians of {rounds} rounds\n")?;
    let mut is_missed = false;
    for Asked { name, time, is_indexed } in asked {
        let (time, is_met) = (milliseconds(*time), milliseconds(*time) <= STUDIO);
        let verdict = match is_indexed {
            true => format!("≤ {STUDIO:<5} {}", if is_met { "met" } else { "MISSED" }),
            false => String::new(),
        };
        is_missed |= *is_indexed && !is_met;
        writeln!(out, "{}", format!("{name:<40} {time:>9.1} ms  {verdict}").trim_end())?;
    }
    Ok(is_missed)
}

impl Report {
    /// An empty one.
    pub fn new(arguments: &Arguments, keel: &Keel) -> Self {
        Self {
            program: keel.program().display().to_string(),
            server: String::new(),
            contents: String::new(),
            rounds: arguments.rounds(),
            lines: Vec::new(),
            sizes: Vec::new(),
        }
    }

    /// Notes where it was measured.
    pub fn set_scene(&mut self, scene: &Scene) {
        scene.server().clone_into(&mut self.server);
        scene.contents().clone_into(&mut self.contents);
    }

    /// Adds what was measured beside pg_dump.
    pub fn add_comparison(&mut self, comparison: &Comparison) {
        let Comparison { pg_dump, introspection, diff, generate } = comparison;
        let measure = milliseconds(pg_dump.time());
        self.lines.push(Line {
            name: "pg_dump --schema-only",
            milliseconds: Some(measure),
            value: 1.0,
            unit: "of pg_dump",
            bound: None,
            met: None,
        });
        for (name, runs, bound) in [
            ("introspection", introspection, INTROSPECTION),
            ("keel diff, nothing differs", diff, DIFF),
            ("keel gen --dry-run, 10 tables", generate, GENERATE),
        ] {
            let time = milliseconds(runs.time());
            self.add(name, Some(time), time / measure, "of pg_dump", bound);
        }
        for (name, runs) in [("memory of keel diff", diff), ("memory of keel gen", generate)] {
            self.add(name, None, megabytes(runs.memory()), "MB", MEMORY);
        }
    }

    /// Adds how times grow.
    pub fn add_growth(&mut self, mut sizes: Vec<Size>) {
        sizes.sort_unstable_by_key(|size| size.tables);
        let bends = [
            ("growth of introspection", bend(&sizes, |size| size.introspection)),
            ("growth of keel diff", bend(&sizes, |size| size.diff)),
            ("growth of keel gen --dry-run", bend(&sizes, |size| size.generate)),
        ];
        // For comparison: a server takes longer for each row of a larger catalog, whoever asks.
        if let Some(bend) = bend(&sizes, |size| size.pg_dump) {
            let name = "growth of pg_dump --schema-only";
            self.lines.push(Line { name, milliseconds: None, value: bend, unit: "of linear", bound: None, met: None });
        }
        for (name, bend) in bends {
            if let Some(bend) = bend {
                self.add(name, None, bend, "of linear", BEND);
            }
        }
        self.sizes = sizes
            .into_iter()
            .map(|Size { tables, pg_dump, introspection, diff, generate }| Measured {
                tables,
                pg_dump: milliseconds(pg_dump),
                introspection: milliseconds(introspection),
                diff: milliseconds(diff),
                generate: milliseconds(generate),
            })
            .collect();
    }

    /// Adds the commands without a database.
    pub fn add_small(&mut self, small: &Small) {
        for (name, runs, bound) in [
            ("keel --version", &small.version, VERSION),
            ("keel check --static, at first", &small.first_check, CHECK),
            ("keel check --static, again", &small.check, CHECK),
        ] {
            let time = milliseconds(runs.time());
            self.add(name, Some(time), time, "ms", bound);
        }
    }

    fn add(&mut self, name: &'static str, milliseconds: Option<f64>, value: f64, unit: &'static str, bound: f64) {
        let met = Some(value <= bound);
        self.lines.push(Line { name, milliseconds, value, unit, bound: Some(bound), met });
    }

    /// Whether a bound is missed.
    pub fn is_missed(&self) -> bool {
        self.lines.iter().any(|line| line.met == Some(false))
    }

    /// Prints it as a table on standard output.
    ///
    /// # Errors
    /// Where nobody takes it.
    pub fn print(&self) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}; {}; medians of {} rounds\n", self.server, self.contents, self.rounds)?;
        for line in &self.lines {
            let time = line.milliseconds.map(|time| format!("{time:.1} ms")).unwrap_or_default();
            let value = format!("{:.2} {}", line.value, line.unit);
            let verdict = match (line.bound, line.met) {
                (Some(bound), Some(met)) => format!("≤ {bound:<5} {}", if met { "met" } else { "MISSED" }),
                _ => String::new(),
            };
            writeln!(out, "{}", format!("{:<31} {time:>10}  {value:<18} {verdict}", line.name).trim_end())?;
        }
        if self.sizes.len() > 1 {
            writeln!(
                out,
                "\n{:>6}  {:>11}  {:>14}  {:>11}  {:>11}",
                "tables", "pg_dump", "introspection", "diff", "gen"
            )?;
            for Measured { tables, pg_dump, introspection, diff, generate } in &self.sizes {
                writeln!(
                    out,
                    "{tables:>6}  {pg_dump:>8.1} ms  {introspection:>11.1} ms  {diff:>8.1} ms  {generate:>8.1} ms"
                )?;
            }
        }
        Ok(())
    }

    /// Writes it as JSON.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_json(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
    }
}
