//! The ledger beside the folder.

use std::collections::BTreeMap;

use evenkeel_runner::{Entry, EntryState, Migration, Runner, Silent, Version};

use super::{Project, failure, files, job, observed};
use crate::api::{MigrationFile, MigrationProblem, MigrationState, MigrationsResponse, StatementCard, StatementHazard};
use crate::failure::Failure;

/// Lists the migrations with what became of them.
///
/// # Errors
/// Where the files are broken, or the database cannot be reached.
pub async fn migrations(project: &Project, name_needed: bool, observe: bool) -> Result<MigrationsResponse, Failure> {
    let project = project.clone();
    job(move || async move { list(&project, name_needed, observe).await }).await?
}

async fn list(project: &Project, name_needed: bool, observe: bool) -> Result<MigrationsResponse, Failure> {
    let migrations = files::migrations(&project.folders.migrations)?;
    let mut connection = project.workspace.target.connect().await?;
    let mut silent = Silent;
    let status = Runner::new(&mut connection, project.options.clone(), &mut silent).status(&migrations).await;
    connection.close().await;
    let status = status.map_err(|error| failure::run(&error))?;
    let known: BTreeMap<Version, &Migration> =
        migrations.iter().map(|migration| (migration.version, migration)).collect();
    let pending = u32::try_from(status.pending().count()).unwrap_or(u32::MAX);
    let mut listed: Vec<MigrationFile> =
        status.entries.iter().map(|entry| file(entry, known.get(&entry.version).copied())).collect();
    if observe && pending > 0 {
        observed::observe(project, &migrations, &status, &mut listed).await?;
    }
    let problems = status.problems.iter().map(|problem| MigrationProblem {
        code: serde_json::to_value(problem)
            .ok()
            .and_then(|value| value.get("problem")?.as_str().map(str::to_owned))
            .unwrap_or_else(|| "migrations".to_owned()),
        message: problem.to_string(),
        help: Some(problem.help().replace("`migrate", "`keel migrate")),
    });
    Ok(MigrationsResponse { problems: problems.collect(), migrations: listed, pending, name_needed })
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
    let text = &migration.up.text;
    let mut cards = Vec::new();
    for (number, segment) in (0_u32..).zip(&migration.up.segments) {
        for statement in &segment.statements {
            cards.push(StatementCard {
                sql: statement.text.clone(),
                line: u32::try_from(statement.line).unwrap_or(u32::MAX),
                segment: number,
                transactional: segment.transactional,
                observed: false,
                locks: Vec::new(),
                rewrites: None,
                rows: None,
                hazards: hazards(text.get(..statement.start).unwrap_or_default()),
            });
        }
    }
    cards
}

/// What the comment that stands on a statement says of it: `keel gen` writes its hazards there, and people theirs.
fn hazards(before: &str) -> Vec<StatementHazard> {
    let mut lines: Vec<&str> = Vec::new();
    for line in before.strip_suffix('\n').unwrap_or(before).rsplit('\n') {
        match line.trim().strip_prefix("--") {
            Some(words) if !words.trim_start().starts_with("keel:") => lines.push(words.trim()),
            _ => break,
        }
    }
    lines
        .into_iter()
        .rev()
        .filter(|line| !line.is_empty())
        .map(|line| match line.strip_prefix("DESTRUCTIVE: ") {
            Some(words) => ("destructive", words),
            None => ("note", line),
        })
        .map(|(code, words)| StatementHazard { code: code.to_owned(), message: words.to_owned(), safer: None })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statements_hazards_are_the_comment_that_stands_on_it() {
        let codes =
            |text: &str| hazards(text).into_iter().map(|hazard| (hazard.code, hazard.message)).collect::<Vec<_>>();
        let text = "-- heading\n\nDROP TABLE a;\n\n-- DESTRUCTIVE: rows are lost\n-- keel: segment\n";
        assert!(codes(text).is_empty(), "a line for keel is between");
        let text = "-- heading\n\n-- DESTRUCTIVE: rows are lost\n-- old programs fail\n";
        let expected = [("destructive", "rows are lost"), ("note", "old programs fail")];
        assert_eq!(codes(text), expected.map(|(code, words)| (code.to_owned(), words.to_owned())));
        assert!(codes("-- heading\n\n").is_empty());
        assert!(codes("").is_empty());
    }
}
