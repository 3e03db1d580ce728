//! From a plan to the text of a migration file: segments for programs, a header for the person who reviews it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::QualifiedName;
use evenkeel_runner::Checksum;
use evenkeel_runner::file::{
    Draft, DraftSegment, DraftStatement, Header, Mode, ObjectName, Parents, Probe as FileProbe, Timeout,
};

use crate::plan::{HazardKind, LockMode, Origins, Phase, Probe, Statement, Transaction, transactions};
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
    /// What its tables were called before the way up, by their names after it.
    pub origins: Option<&'a Origins>,
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
    let looks = statements.iter().all(|statement| statement.phase == Phase::Check);
    let mode = match probe {
        Some(_) => Mode::NoTransaction,
        None if looks => Mode::Check,
        None => Mode::Transaction,
    };
    let written = |statement: &Statement| DraftStatement { comment: comment(statement), sql: statement.sql.clone() };
    DraftSegment {
        mode,
        probe: probe.map(file_probe),
        lock_timeout: None,
        // Rows are looked at under a weak lock: that may take longer than what is meant to be quick.
        statement_timeout: looks.then_some(Timeout::OFF),
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
            HazardKind::DependsOnData | HazardKind::BreaksClients | HazardKind::Blocks => hazard.words.clone(),
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The tables of which several are locked in one transaction so that others wait, a line a transaction: whoever waits for
/// one of them waits until all is done, above all where one is written anew.
fn held_together(contents: &Contents<'_>) -> Vec<String> {
    let seen = contents.proof.and_then(|(proof, direction)| proof.seen(direction));
    let observed = seen.into_iter().flat_map(|seen| &seen.observed).filter(|observed| observed.rewritten);
    let declared = contents.statements.iter().flat_map(|statement| &statement.rewrites);
    // A table that is renamed on the way has two names.
    let onward = contents.origins.map(|origins| (origins, origins.reversed()));
    let one_name = |name: &'_ QualifiedName| -> QualifiedName {
        let later = onward.as_ref().filter(|(origins, _)| origins.table(name).is_none());
        later.and_then(|(_, onward)| onward.table(name)).unwrap_or(name).clone()
    };
    let rewritten: BTreeSet<QualifiedName> =
        observed.map(|observed| &observed.table).chain(declared).map(one_name).collect();
    let mut lines = Vec::new();
    let mut next = 0;
    for transaction in transactions(contents.statements) {
        let first = next;
        let Transaction::Together(statements) = transaction else {
            next += 1;
            continue;
        };
        next += statements.len();
        let mut held: BTreeMap<QualifiedName, LockMode> = BTreeMap::new();
        let locks = statements.iter().flat_map(|statement| &statement.locks);
        let beside = seen.into_iter().flat_map(|seen| seen.beside.range(first..next)).flat_map(|(_, locks)| locks);
        let locks = locks.chain(beside);
        for (table, mode) in locks.filter(|(_, mode)| *mode >= LockMode::Share) {
            let strongest = held.entry(one_name(table)).or_insert(*mode);
            *strongest = (*strongest).max(*mode);
        }
        if held.len() < 2 {
            continue;
        }
        let mut by_mode: BTreeMap<Reverse<LockMode>, Vec<&QualifiedName>> = BTreeMap::new();
        for (table, mode) in &held {
            by_mode.entry(Reverse(*mode)).or_default().push(table);
        }
        let modes = by_mode.iter().map(|(Reverse(mode), tables)| format!("{} on {}", mode.words(), list(tables)));
        let modes = modes.collect::<Vec<_>>().join(", ");
        let slow: Vec<_> = held.keys().filter(|table| rewritten.contains(*table)).collect();
        let which = match slow.as_slice() {
            [] => "in one transaction".to_owned(),
            [table] => format!("in the transaction in which {table} is written anew"),
            tables => format!("in the transaction in which {} are written anew", list(tables)),
        };
        let line = format!("  locks held together: {modes}, {which}");
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn list(tables: &[impl ToString]) -> String {
    tables.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
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
        (HazardKind::Blocks, "blocks others"),
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

#[cfg(test)]
mod tests {
    use evenkeel_model::ObjectId;

    use super::*;

    fn table(name: &str) -> QualifiedName {
        QualifiedName::new("public", name)
    }

    fn statement(name: &str, mode: LockMode) -> Statement {
        let sql = format!("ALTER TABLE {name} …");
        Statement::new(ObjectId::Table(table(name)), sql).locking(&table(name), mode)
    }

    fn lines(statements: &[Statement]) -> Vec<String> {
        let (title, changes) = (String::new(), Vec::new());
        let (origins, proof, parents, before, after) = (None, None, None, None, None);
        held_together(&Contents { title, changes, statements, origins, proof, parents, before, after })
    }

    #[test]
    fn tables_locked_in_one_transaction_are_named() {
        let strong = statement("a", LockMode::AccessExclusive);
        let weak = statement("b", LockMode::ShareUpdateExclusive);
        let key = statement("a", LockMode::ShareRowExclusive).locking(&table("c"), LockMode::ShareRowExclusive);
        assert_eq!(lines(&[strong.clone(), strong.clone(), weak.clone()]), [""; 0]);
        assert_eq!(
            lines(&[strong.clone(), weak, key.clone()]),
            [
                "  locks held together: ACCESS EXCLUSIVE on public.a, SHARE ROW EXCLUSIVE on public.c, in one transaction"
            ]
        );
        // One after the other is not together.
        assert_eq!(
            lines(&[strong.clone(), statement("b", LockMode::AccessExclusive).in_phase(Phase::Remove)]),
            [""; 0]
        );
        let rewriting = statement("b", LockMode::AccessExclusive).rewriting(&table("b"));
        assert_eq!(
            lines(&[strong.rewriting(&table("a")), rewriting.clone(), key.clone()]),
            ["  locks held together: ACCESS EXCLUSIVE on public.a, public.b, SHARE ROW EXCLUSIVE on public.c, in the \
              transaction in which public.a, public.b are written anew"]
        );
        assert_eq!(
            lines(&[rewriting, key]),
            ["  locks held together: ACCESS EXCLUSIVE on public.b, SHARE ROW EXCLUSIVE on public.a, public.c, in the \
              transaction in which public.b is written anew"]
        );
    }
}
