//! The ledger beside the folder.

use std::collections::BTreeMap;

use evenkeel_engine::lint::{Seen, lint};
use evenkeel_runner::file::Statement;
use evenkeel_runner::{Entry, EntryState, Migration, Version};

use super::observed::{self, Observed};
use super::{Project, Reach, failure, files, job};
use crate::api::{MigrationFile, MigrationProblem, MigrationState, MigrationsResponse, StatementCard, StatementHazard};
use crate::database::Turn;
use crate::failure::Failure;

/// Lists the migrations with what became of them.
///
/// # Errors
/// Where the files are broken, or the database cannot be reached.
pub async fn migrations(
    project: &Project,
    name_needed: bool,
    observe: bool,
    reach: Reach,
    turn: Turn,
) -> Result<MigrationsResponse, Failure> {
    let project = project.clone();
    job(turn, move || async move { list(&project, name_needed, observe, reach).await }).await?
}

async fn list(
    project: &Project,
    name_needed: bool,
    observe: bool,
    reach: Reach,
) -> Result<MigrationsResponse, Failure> {
    let migrations = files::migrations(&project.folders.migrations)?;
    let status = project.workspace.status(&migrations, project.options.clone()).await;
    let status = status.map_err(|error| failure::job(&error))?;
    let known: BTreeMap<Version, &Migration> =
        migrations.iter().map(|migration| (migration.version, migration)).collect();
    let pending = u32::try_from(status.pending().count()).unwrap_or(u32::MAX);
    let mut listed: Vec<MigrationFile> =
        status.entries.iter().map(|entry| file(entry, known.get(&entry.version).copied())).collect();
    let mut observed = Observed::default();
    if observe && pending > 0 {
        observed = observed::observe(project, &migrations, &status, reach).await?;
    }
    for entry in status.entries.iter().filter(|entry| entry.is_pending()) {
        let file = listed.iter_mut().find(|file| file.version == entry.version.to_string());
        if let (Some(migration), Some(file)) = (known.get(&entry.version), file) {
            let seen = observed.seen.get(&entry.version).map(Vec::as_slice).unwrap_or_default();
            observed.show(seen, &mut file.statements);
            advise(migration, seen, &observed, &mut file.statements);
        }
    }
    let problems = status.problems.iter().map(|problem| MigrationProblem {
        code: serde_json::to_value(problem)
            .ok()
            .and_then(|value| value.get("problem")?.as_str().map(str::to_owned))
            .unwrap_or_else(|| "migrations".to_owned()),
        message: problem.to_string(),
        help: Some(problem.help().replace("`migrate", "`keel migrate")),
    });
    let problems = problems.collect();
    Ok(MigrationsResponse { problems, migrations: listed, pending, name_needed, not_observed: observed.failed })
}

fn file(entry: &Entry, migration: Option<&Migration>) -> MigrationFile {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (state, segments_done) = match entry.state {
        EntryState::Applied => (MigrationState::Applied, None),
        EntryState::Baseline => (MigrationState::Baseline, None),
        EntryState::Pending => (MigrationState::Pending, None),
        EntryState::HalfApplied { done, .. } => (MigrationState::HalfApplied, Some(count(done))),
        EntryState::HalfReverted { done, .. } => (MigrationState::HalfReverted, Some(count(done))),
        EntryState::Missing => (MigrationState::Missing, None),
    };
    let row = entry.row.as_ref();
    MigrationFile {
        version: entry.version.to_string(),
        name: entry.name.clone(),
        state,
        segments_done,
        segments: migration.map(|migration| count(migration.up.segments.len())),
        applied_at: row.and_then(|row| row.finished_at).map(|time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
        milliseconds: row.filter(|row| !row.baseline).map(|row| row.execution_milliseconds),
        words: migration.map(|migration| migration.up.header.words.clone()).unwrap_or_default(),
        up: migration.map(|migration| migration.up.text.clone()),
        down: migration.and_then(|migration| Some(migration.down.as_ref()?.text.clone())),
        statements: migration.map(cards).unwrap_or_default(),
    }
}

fn cards(migration: &Migration) -> Vec<StatementCard> {
    let mut cards = Vec::new();
    for (number, segment) in (0_u32..).zip(&migration.up.segments) {
        for statement in &segment.statements {
            cards.push(StatementCard {
                sql: statement.text.clone(),
                line: u32::try_from(statement.line).unwrap_or(u32::MAX),
                segment: number,
                transactional: segment.mode.is_transactional(),
                observed: false,
                declared: false,
                locks: Vec::new(),
                rewrites: None,
                rows: None,
                hazards: said(&migration.up, statement),
                safer: None,
            });
        }
    }
    cards
}

/// What the comment that stands on a statement says of it: `keel gen` writes its hazards there, and people theirs.
fn said(file: &evenkeel_runner::MigrationFile, statement: &Statement) -> Vec<StatementHazard> {
    let lines = file.comment_on(statement).into_iter();
    lines
        .map(|line| match line.strip_prefix("DESTRUCTIVE: ") {
            Some(words) => ("destructive", words),
            None => ("note", line),
        })
        .map(|(code, words)| StatementHazard { code: code.to_owned(), message: words.to_owned(), safer: None })
        .collect()
}

/// Adds what the rules say of the statements of a migration that is to be applied yet.
fn advise(migration: &Migration, seen: &[Seen], observed: &Observed, cards: &mut [StatementCard]) {
    for (card, advice) in cards.iter_mut().zip(lint(&migration.up, seen)) {
        card.safer = advice.safer;
        if let Some(documented) = advice.documented {
            observed.declare(documented, card);
        }
        card.hazards.extend(advice.findings.into_iter().map(|finding| StatementHazard {
            code: finding.rule.to_owned(),
            message: finding.message,
            safer: Some(finding.advice),
        }));
    }
}
