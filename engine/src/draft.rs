//! From a plan to the text of a migration file: segments for programs, a header for the person who reviews it.

use std::collections::BTreeSet;

use evenkeel_model::QualifiedName;
use evenkeel_runner::Checksum;
use evenkeel_runner::file::{Draft, DraftSegment, DraftStatement, Header, ObjectName, Parents, Probe as FileProbe};

use crate::plan::{HazardKind, LockMode, Probe, Statement, Transaction, transactions};
use crate::proof::{Direction, Proof};

/// What a migration file is made of.
#[derive(Clone, Debug)]
pub struct Contents<'a> {
    /// What it is, in one line: `Migration 20261122200133_add_plan`.
    pub title: String,
    /// What changes, a line each.
    pub changes: Vec<String>,
    /// The statements in order.
    pub statements: &'a [Statement],
    /// What the proof saw of which way, once it was made.
    pub proof: Option<(&'a Proof, Direction)>,
    /// The migration it follows.
    pub parents: Option<Parents>,
    /// Hash of the catalog before it, in hexadecimal digits.
    pub before: Option<String>,
    /// Hash of the catalog after it.
    pub after: Option<String>,
}

/// Writes a migration file.
pub fn write(contents: &Contents<'_>) -> String {
    let mut words = vec![contents.title.clone(), String::new(), "What changes".to_owned()];
    words.extend(contents.changes.iter().map(|line| format!("  {line}")));
    words.push(String::new());
    words.push("Hazards".to_owned());
    words.extend(hazards(contents));
    if let Some((proof, direction)) = contents.proof {
        words.push(String::new());
        words.push("Proof".to_owned());
        words.extend(proof.words_of(direction).into_iter().map(|line| format!("  {line}")));
        words.extend(proof.not_proved_of(direction).into_iter().map(|line| format!("  not proved {line}")));
        if proof.of_no_database {
            words.push(
                "  not proved beside what others have made in a database: the start is what migrations make".to_owned(),
            );
        }
        let missing = proof.elsewhere.iter().filter(|one| one.missing.is_some());
        // Why a machine has no such server is nothing for whoever reads the file elsewhere.
        words.extend(missing.map(|one| format!("  not proved on PostgreSQL {}", one.major)));
    }
    words.push(String::new());
    let checksum =
        |hash: &Option<String>| hash.as_ref().and_then(|hash| format!("sha256:{hash}").parse::<Checksum>().ok());
    let header = Header {
        words,
        parents: contents.parents.clone(),
        before: checksum(&contents.before),
        after: checksum(&contents.after),
        tool: Some(env!("CARGO_PKG_VERSION").to_owned()),
    };
    Draft { header, segments: segments(contents.statements) }.to_string()
}

/// A segment a transaction.
fn segments(statements: &[Statement]) -> Vec<DraftSegment> {
    transactions(statements).into_iter().map(segment).collect()
}

fn segment(transaction: Transaction<'_>) -> DraftSegment {
    let (statements, probe) = match transaction {
        Transaction::Together(together) => (together, None),
        Transaction::Alone(alone) => (std::slice::from_ref(alone), alone.probe.as_ref()),
    };
    let written = |statement: &Statement| DraftStatement { comment: comment(statement), sql: statement.sql.clone() };
    DraftSegment {
        transactional: probe.is_none(),
        probe: probe.map(file_probe),
        lock_timeout: None,
        statement_timeout: None,
        statements: statements.iter().map(written).collect(),
    }
}

/// What a reviewer should know right where the statement stands.
fn comment(statement: &Statement) -> Option<String> {
    let lines: Vec<_> = statement
        .hazards
        .iter()
        .map(|hazard| match hazard.kind {
            HazardKind::Destructive => format!("DESTRUCTIVE: {}", hazard.words),
            HazardKind::DependsOnData | HazardKind::BreaksClients => hazard.words.clone(),
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The tables that nobody can read while one of them, or another one, is written anew: a line a transaction.
fn held_together(contents: &Contents<'_>) -> Vec<String> {
    let seen = contents.proof.and_then(|(proof, direction)| proof.seen(direction));
    let observed = seen.into_iter().flat_map(|seen| &seen.observed).filter(|observed| observed.rewritten);
    let declared = contents.statements.iter().flat_map(|statement| &statement.rewrites);
    let rewritten: BTreeSet<&QualifiedName> = observed.map(|observed| &observed.table).chain(declared).collect();
    let mut lines = Vec::new();
    for transaction in transactions(contents.statements) {
        let Transaction::Together(statements) = transaction else { continue };
        let locks = statements.iter().flat_map(|statement| &statement.locks);
        let strong = locks.filter(|(_, mode)| *mode == LockMode::AccessExclusive);
        let held: BTreeSet<&QualifiedName> = strong.map(|(table, _)| table).collect();
        let slow: Vec<String> = held.intersection(&rewritten).map(ToString::to_string).collect();
        if held.len() > 1 && !slow.is_empty() {
            let held: Vec<String> = held.iter().map(ToString::to_string).collect();
            let (held, slow, verb) = (held.join(", "), slow.join(", "), if slow.len() == 1 { "is" } else { "are" });
            let mode = LockMode::AccessExclusive.words();
            lines.push(format!(
                "  locks held together: {mode} on {held}, in the transaction in which {slow} {verb} written anew"
            ));
        }
    }
    lines
}

fn file_probe(probe: &Probe) -> FileProbe {
    match probe {
        Probe::ValidIndex(name) => FileProbe::ValidIndex(ObjectName::new(&name.schema, &name.name)),
        Probe::NoIndex(name) => FileProbe::NoIndex(ObjectName::new(&name.schema, &name.name)),
    }
}

/// The hazards, worst first, then what was locked and rewritten: as observed where a proof was made, else as declared.
fn hazards(contents: &Contents<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (kind, label) in [
        (HazardKind::Destructive, "DESTRUCTIVE"),
        (HazardKind::BreaksClients, "breaks clients"),
        (HazardKind::DependsOnData, "depends on data"),
    ] {
        for statement in contents.statements {
            for hazard in statement.hazards.iter().filter(|hazard| hazard.kind == kind) {
                let line = format!("  {label}: {}", hazard.line());
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
    }
    match contents.proof.and_then(|(proof, direction)| proof.seen(direction)) {
        Some(seen) => lines.extend(seen.words().into_iter().map(|line| format!("  {line}"))),
        None => {
            for statement in contents.statements {
                for (table, mode) in &statement.locks {
                    let line = format!("  lock: {} on {table} (not observed)", mode.words());
                    if !lines.contains(&line) {
                        lines.push(line);
                    }
                }
            }
        }
    }
    lines.extend(held_together(contents));
    if lines.is_empty() {
        lines.push("  none: nothing that is there already is locked, rewritten or lost".to_owned());
    }
    lines
}
