//! Random pairs of databases: the plan from one to the other is carried out on a real server, and the server is the judge.
//!
//! The plan applies, phase by phase; the catalog is then that of the second database built directly, and so is its dump;
//! nothing is left to plan; the way back leads back; rows are kept; no table is locked more strongly than declared; what a
//! transaction of the plan commits has nothing that is there for the way only. The second database is the first one after
//! some edits, or one of its own.
//!
//! For a share of the pairs the migration is generated as `keel gen --from migrations` does it, proof and sample rows
//! included, and its two files are what is carried out; for the others it is a plan alone, since a proof takes several
//! times as long. What the proofs could not fill with rows is counted, with the reasons.
//!
//! A thousand pairs: `EVENKEEL_PAIRS=1000 cargo test -p evenkeel-engine --test property -- --nocapture`.
//! The pairs are the same in every run; `EVENKEEL_SEED=<number>` gives others, and `EVENKEEL_PAIR=<number>` one of them
//! alone. `EVENKEEL_DUMPS=<n>` compares the dumps of every n-th pair (10 by default, 0 for none), and
//! `EVENKEEL_PROOFS=<n>` proves every n-th one, counted from the seed (5 by default, 1 for all, 0 for none).
//! `EVENKEEL_KEYS=1` asks too that no key or foreign key is gone between two transactions: some pairs do not hold then.
//!
//! Of each kind of failure the first pair is shrunk, and written to `target/tmp/property/` as a folder like those in
//! `tests/plan/`, where it belongs when it is mended.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::indexing_slicing)]

mod bench;
mod edit;
mod generated;
mod judge;
mod locks;
mod names;
mod render;
mod rows;
mod spec;
mod tally;
mod types;
#[path = "../common/whole.rs"]
mod whole;

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use evenkeel_test_support::TestDatabase;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use tokio::runtime::Runtime;

use bench::Bench;
use edit::{Edit, edited};
use judge::{Means, Verdict, judge};
use spec::Database;
use tally::Tally;

/// How many pairs are tried where nothing is said.
const PAIRS: u64 = 40;

/// Every so manieth pair is proved where nothing is said.
const PROOFS: u64 = 5;

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

#[test]
fn plans_lead_from_any_database_to_any_other() {
    let seed = number("EVENKEEL_SEED").unwrap_or(0);
    let tally = Tally::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(TestDatabase::create());
    if !database.several_connections() {
        return;
    }
    drop(database);
    let pairs = match number("EVENKEEL_PAIR") {
        Some(pair) => pair..pair + 1,
        None => 0..number("EVENKEEL_PAIRS").unwrap_or(PAIRS),
    };
    tally.next.store(pairs.start, Ordering::Relaxed);
    // A worker and its server wait for one another: some more of them keep the processors busy.
    let workers = std::thread::available_parallelism().map_or(2, |count| count.get() as u64 * 3 / 2 + 1);
    let begun = Instant::now();
    let failures: Vec<String> = std::thread::scope(|scope| {
        // What proptest makes a pair with is large, and unoptimised it lies on the stack.
        let thread = || std::thread::Builder::new().stack_size(32 << 20);
        let work = || thread().spawn_scoped(scope, || work(seed, pairs.end, &tally)).unwrap();
        let workers: Vec<_> = (0..workers.min(pairs.end - pairs.start)).map(|_| work()).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let refused = tally.report(seed, begun.elapsed());
    let held = tally.held.load(Ordering::Relaxed);
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(refused * 100 <= (held + refused) * REFUSED_AT_MOST, "{refused} of {} pairs were refused", held + refused);
}

/// Takes one pair after another until all are taken; gives the failures.
fn work(seed: u64, end: u64, tally: &Tally) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = RefCell::new(runtime.block_on(async { Bench::new(TestDatabase::create().await).await }));
    let mut failures = Vec::new();
    loop {
        let pair = tally.next.fetch_add(1, Ordering::Relaxed);
        if pair >= end {
            return failures;
        }
        failures.extend(one(&runtime, &bench, seed, pair, tally).err());
    }
}

/// Makes, judges and, where it fails, shrinks one pair, which is the same however many workers there are.
fn one(runtime: &Runtime, bench: &RefCell<Bench>, seed: u64, pair: u64, tally: &Tally) -> Result<(), String> {
    let config = Config {
        cases: 1,
        failure_persistence: None,
        max_shrink_iters: number("EVENKEEL_SHRINK").map_or(5_000, |count| count as u32),
        max_shrink_time: 25_000,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&pair.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let each = |every: u64, number: u64| every != 0 && number.is_multiple_of(every);
    let means = Means {
        dumps: each(number("EVENKEEL_DUMPS").unwrap_or(10), pair),
        proof: each(number("EVENKEEL_PROOFS").unwrap_or(PROOFS), pair.wrapping_add(seed)),
    };
    let last: RefCell<Option<(String, judge::Failure)>> = RefCell::new(None);
    let outcome = runner.run(&pairs(), |(first, second)| {
        let first = first.number(0);
        let second = match second {
            Second::Edited(edits) => edited(first.clone(), &edits),
            Second::OfItsOwn(database) => database.number(20_000),
        };
        let mut bench = bench.borrow_mut();
        let from = render::render(&first, &bench.server);
        let to = render::render(&second, &bench.server);
        let shrinking = last.borrow().is_some();
        match runtime.block_on(judge(&mut bench, &from, &to, means)) {
            Ok(_) if shrinking => Ok(()),
            Ok(Verdict::Held(proof)) => {
                tally.held(proof.as_deref());
                Ok(())
            }
            Ok(Verdict::Refused(reason)) => {
                *tally.refused.lock().unwrap().entry(kind_of(&reason)).or_default() += 1;
                Ok(())
            }
            Err(failure) => {
                let words = failure.words.clone();
                // While a failure shrinks it may become another one: it must not.
                let kind = kind_of(&words);
                if last.borrow().as_ref().is_some_and(|(first, _)| *first != kind) {
                    return Ok(());
                }
                if !shrinking {
                    let mut failed = tally.failed.lock().unwrap();
                    let alike = failed.entry(kind.clone()).or_default();
                    alike.push(pair);
                    if alike.len() > 1 {
                        // One of a kind is shrunk: the others are likely to be the same.
                        return Ok(());
                    }
                }
                *last.borrow_mut() = Some((kind, failure));
                Err(TestCaseError::fail(words))
            }
        }
    });
    match (outcome, last.into_inner()) {
        (Ok(()), _) => Ok(()),
        (Err(error), None) => Err(error.to_string()),
        (Err(_), Some((_, failure))) => {
            let folder = export(seed, pair, &failure);
            Err(format!("{}\n(pair {pair} of seed {seed}; the case is in {})", failure.words, folder.display()))
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
fn export(seed: u64, pair: u64, failure: &judge::Failure) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("property/failure-{seed}-{pair}"));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("before.sql"), &failure.before).unwrap();
    std::fs::write(folder.join("after.sql"), &failure.after).unwrap();
    std::fs::write(folder.join("failure.txt"), &failure.words).unwrap();
    folder
}
