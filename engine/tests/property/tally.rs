//! What became of the pairs, and what the proofs saw of them.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use evenkeel_engine::proof::Proof;

use crate::kind_of;

/// What became of the pairs so far.
#[derive(Default)]
pub struct Tally {
    pub next: AtomicU64,
    pub held: AtomicU64,
    pub refused: Mutex<BTreeMap<String, u64>>,
    pub failed: Mutex<BTreeMap<String, Vec<u64>>>,
    proofs: Mutex<Proofs>,
}

/// What the proofs saw.
#[derive(Default)]
struct Proofs {
    pairs: u64,
    /// Tables with rows in them, and without.
    filled: u64,
    unfilled: BTreeMap<String, u64>,
    /// Columns that held NULL alone.
    without_values: BTreeMap<String, u64>,
}

impl Tally {
    /// A pair held.
    pub fn held(&self, proof: Option<&Proof>) {
        self.held.fetch_add(1, Ordering::Relaxed);
        if let Some(proof) = proof {
            let mut proofs = self.proofs.lock().unwrap();
            proofs.pairs += 1;
            proofs.filled += proof.up.filled as u64;
            for (_, reason) in &proof.unfilled {
                *proofs.unfilled.entry(kind_of(reason)).or_default() += 1;
            }
            for (_, reason) in &proof.without_values {
                *proofs.without_values.entry(kind_of(reason)).or_default() += 1;
            }
        }
    }

    /// Says all of it; gives the number of pairs that were refused.
    pub fn report(&self, seed: u64, took: Duration) -> u64 {
        let held = self.held.load(Ordering::Relaxed);
        let reasons = self.refused.lock().unwrap();
        let refused: u64 = reasons.values().sum();
        let speed = (held + refused) as f64 / took.as_secs_f64();
        eprintln!("{held} pairs held, {refused} were refused, {speed:.1} a second");
        for (reason, count) in reasons.iter() {
            eprintln!("  refused {count} times: {reason}");
        }
        let proofs = self.proofs.lock().unwrap();
        let empty: u64 = proofs.unfilled.values().sum();
        let share = empty as f64 * 100.0 / (proofs.filled + empty).max(1) as f64;
        eprintln!(
            "{} of them were generated and proved; of their {} tables {empty} ({share:.1} %) were proved without rows",
            proofs.pairs,
            proofs.filled + empty
        );
        for (reason, count) in &proofs.unfilled {
            eprintln!("  without rows {count} times: {reason}");
        }
        for (reason, count) in &proofs.without_values {
            eprintln!("  without values in a column {count} times: {reason}");
        }
        for (kind, pairs) in self.failed.lock().unwrap().iter() {
            eprintln!("  failed in pairs {pairs:?} of seed {seed}: {kind}");
        }
        refused
    }
}
