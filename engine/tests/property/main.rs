//! Random pairs of databases: the plan from one to the other is carried out on a real server, and the server is the judge.
//!
//! The plan applies, phase by phase; the catalog is then that of the second database built directly, and so is its dump;
//! nothing is left to plan; the way back leads back; rows are kept; no table is locked more strongly than declared. The
//! second database is the first one after some edits, or one of its own.
//!
//! A thousand pairs: `EVENKEEL_PAIRS=1000 cargo test -p evenkeel-engine --test property -- --nocapture`.
//! The pairs are the same in every run; `EVENKEEL_SEED=<number>` gives others. `EVENKEEL_DUMPS=<n>` compares the dumps of
//! every n-th pair (10 by default, 0 for none).
//!
//! A pair that fails is shrunk, kept in `tests/property/regressions.txt`, which every run tries first, and written as a
//! folder like those in `tests/plan/` to `target/tmp/property/`, for a reader and for that test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::indexing_slicing)]

mod edit;
mod judge;
mod locks;
mod names;
mod render;
mod rows;
mod spec;
mod types;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use edit::{Edit, edited};
use judge::{Bench, Verdict};
use spec::Database;

/// How many pairs are tried where nothing is said.
const PAIRS: u64 = 40;

/// The largest part of the pairs that may be refused, in percent.
const REFUSED_AT_MOST: u64 = 25;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

#[derive(Clone, Debug)]
enum Second {
    Edited(Vec<Edit>),
    OfItsOwn(Box<Database>),
}

fn pairs() -> impl Strategy<Value = (Database, Second)> {
    let second = prop_oneof![
        9 => vec(any::<Edit>(), 1..12).prop_map(Second::Edited),
        1 => any::<Database>().prop_map(|database| Second::OfItsOwn(Box::new(database))),
    ];
    (any::<Database>(), second)
}

#[derive(Default)]
struct Tally {
    held: AtomicU64,
    refused: Mutex<BTreeMap<String, u64>>,
}

#[test]
fn plans_lead_from_any_database_to_any_other() {
    let count = number("EVENKEEL_PAIRS").unwrap_or(PAIRS);
    let seed = number("EVENKEEL_SEED").unwrap_or(0);
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get() as u64).min(count.max(1));
    let tally = Tally::default();
    let begun = Instant::now();
    let failures: Vec<String> = std::thread::scope(|scope| {
        let work = |worker| {
            let tally = &tally;
            scope.spawn(move || work(worker, count.div_ceil(workers), seed, tally))
        };
        let workers: Vec<_> = (0..workers).map(work).collect();
        workers.into_iter().filter_map(|worker| worker.join().unwrap().err()).collect()
    });
    let held = tally.held.load(Ordering::Relaxed);
    let reasons = tally.refused.lock().unwrap();
    let refused: u64 = reasons.values().sum();
    let seconds = begun.elapsed().as_secs_f64();
    eprintln!("{held} pairs held, {refused} were refused, {:.1} a second", (held + refused) as f64 / seconds);
    for (reason, count) in reasons.iter() {
        eprintln!("  refused {count} times: {reason}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(refused * 100 <= (held + refused) * REFUSED_AT_MOST, "{refused} of {} pairs were refused", held + refused);
}

/// The share of one worker.
fn work(worker: u64, count: u64, seed: u64, tally: &Tally) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = std::cell::RefCell::new(runtime.block_on(Bench::new()));
    let regressions = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/property/regressions.txt");
    let config = Config {
        cases: u32::try_from(count).unwrap(),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        max_shrink_iters: 5_000,
        max_shrink_time: 25_000,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&worker.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let dumps = number("EVENKEEL_DUMPS").unwrap_or(10);
    let tried = AtomicU64::new(0);
    let last: Mutex<Option<(String, judge::Failure)>> = Mutex::new(None);
    let outcome = runner.run(&pairs(), |(first, second)| {
        let first = first.number(0);
        let second = match second {
            Second::Edited(edits) => edited(first.clone(), &edits),
            Second::OfItsOwn(database) => database.number(20_000),
        };
        let mut bench = bench.borrow_mut();
        let from = render::render(&first, &bench.server);
        let to = render::render(&second, &bench.server);
        let with_dumps = dumps != 0 && tried.fetch_add(1, Ordering::Relaxed).is_multiple_of(dumps);
        match runtime.block_on(bench.judge(&from, &to, with_dumps)) {
            Ok(Verdict::Held) => {
                tally.held.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            Ok(Verdict::Refused(reason)) => {
                *tally.refused.lock().unwrap().entry(kind_of(&reason)).or_default() += 1;
                Ok(())
            }
            Err(failure) => {
                let words = failure.words.clone();
                // While a failure shrinks it may become another one: it must not.
                let mut last = last.lock().unwrap();
                let kind = kind_of(&words);
                if last.as_ref().is_some_and(|(first, _)| *first != kind) {
                    return Ok(());
                }
                *last = Some((kind, failure));
                Err(TestCaseError::fail(words))
            }
        }
    });
    let failure = last.into_inner().unwrap();
    match (outcome, failure) {
        (Ok(()), _) => Ok(()),
        (Err(error), None) => Err(error.to_string()),
        (Err(_), Some((_, failure))) => {
            let folder = export(worker, &failure);
            Err(format!("{}\n(the case is in {})", failure.words, folder.display()))
        }
    }
}

/// What failed or was refused, without the names in it.
fn kind_of(words: &str) -> String {
    let line = words.lines().next().unwrap_or_default();
    let letters = |word: &&str| word.chars().all(|letter| letter.is_ascii_alphanumeric() || ",.:;`-".contains(letter));
    line.split(' ').filter(letters).take(9).collect::<Vec<_>>().join(" ")
}

/// Writes a failing pair as a case that a person can read.
fn export(worker: u64, failure: &judge::Failure) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("property/failure-{worker}"));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("before.sql"), &failure.before).unwrap();
    std::fs::write(folder.join("after.sql"), &failure.after).unwrap();
    std::fs::write(folder.join("failure.txt"), &failure.words).unwrap();
    folder
}
