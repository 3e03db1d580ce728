//! The text that may stand instead of a statement.

use std::collections::BTreeMap;

use evenkeel_runner::file::{Draft, DraftSegment, DraftStatement, Header, Mode, Probe};
use squawk_syntax::ast::{AlterTableAction, Stmt};

use super::alter::Alter;
use super::subject::{Form, Step, Subject, text};

/// What begins the next transaction.
const SEGMENT: &str = "-- keel: segment";

/// One text of all forms; nothing where there is none. `follows` is whether more statements of its segment follow.
pub(super) fn compose(subject: &Subject<'_>, forms: Vec<Form>, follows: bool) -> Option<String> {
    let mut actions: BTreeMap<usize, Vec<Step>> = BTreeMap::new();
    let mut steps = Vec::new();
    for form in forms {
        match form.action {
            // One form replaces the whole of it.
            None if steps.is_empty() => steps = form.steps,
            None => {}
            Some(action) => {
                actions.entry(action).or_insert(form.steps);
            }
        }
    }
    if !actions.is_empty() {
        steps = of_actions(subject, actions)?;
    }
    let segments = segments(steps);
    let ends_in_own = matches!(segments.as_slice(), [only] if only.mode.is_transactional() && subject.transactional);
    let first_is_transactional = segments.first()?.mode.is_transactional();
    let text = Draft { header: Header::default(), segments }.to_string();
    let mut text = text.trim().to_owned();
    if !subject.transactional && first_is_transactional {
        text.insert_str(0, &format!("{SEGMENT}\n"));
    }
    if follows && !ends_in_own {
        text.push_str(&format!("\n\n{SEGMENT}"));
    }
    Some(text)
}

/// The actions of an ALTER TABLE that stay come first, since the server too does the plain ones before it makes constraints.
fn of_actions(subject: &Subject<'_>, mut forms: BTreeMap<usize, Vec<Step>>) -> Option<Vec<Step>> {
    let Stmt::AlterTable(statement) = subject.statement else { return None };
    let alter = Alter::of(subject.text, statement)?;
    let mut stay = Vec::new();
    for (number, action) in alter.actions.iter().enumerate() {
        if forms.contains_key(&number) {
            continue;
        }
        // These may need what the others make.
        if matches!(
            action,
            AlterTableAction::ReplicaIdentity(_)
                | AlterTableAction::ClusterOn(_)
                | AlterTableAction::AlterConstraint(_)
                | AlterTableAction::ValidateConstraint(_)
        ) {
            return None;
        }
        stay.push(text(action));
    }
    let mut steps = Vec::new();
    if !stay.is_empty() {
        steps.push(Step::Together(alter.with(stay.join(", "))));
    }
    while let Some((_, form)) = forms.pop_first() {
        steps.extend(form);
    }
    Some(steps)
}

fn segments(steps: Vec<Step>) -> Vec<DraftSegment> {
    let mut segments: Vec<DraftSegment> = Vec::new();
    for step in steps {
        let (sql, mode, probe, joins) = match step {
            Step::Together(sql) => (sql, Mode::Transaction, None, true),
            Step::Apart(sql) => (sql, Mode::Transaction, None, false),
            Step::Alone(sql, probe) => (sql, Mode::NoTransaction, probe, false),
        };
        let statement = DraftStatement { comment: None, sql };
        match segments.last_mut() {
            Some(last) if joins && last.mode == Mode::Transaction => last.statements.push(statement),
            _ => segments.push(segment(statement, mode, probe)),
        }
    }
    segments
}

fn segment(statement: DraftStatement, mode: Mode, probe: Option<Probe>) -> DraftSegment {
    DraftSegment { mode, probe, lock_timeout: None, statement_timeout: None, statements: vec![statement] }
}
