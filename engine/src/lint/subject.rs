//! What a rule looks at, and what it says.

use evenkeel_model::QualifiedName;
use evenkeel_runner::file::Probe;
use squawk_syntax::ast::{AstNode, Stmt};

use super::Seen;
use super::alter::Alter;
use super::history::History;

/// A statement with all that rules may know of it.
pub(super) struct Subject<'a> {
    /// Its text.
    pub text: &'a str,
    /// The text as PostgreSQL's grammar reads it.
    pub statement: &'a Stmt,
    /// Whether it runs in a transaction.
    pub transactional: bool,
    /// Whether it is the first of its segment.
    pub is_first: bool,
    /// Whether the comment on it says that data is lost.
    pub loss_is_said: bool,
    /// What it did on a scratch database, where it ran there.
    pub seen: Option<&'a Seen>,
    /// What the file did before it.
    pub history: &'a History,
}

impl Subject<'_> {
    /// Whether nobody uses the table yet: the file made it, or the statement was seen to take no lock on any table that was
    /// there before. Of a partitioned table its partitions are seen.
    pub fn is_new(&self, table: &QualifiedName) -> bool {
        // What an earlier statement of its transaction has locked is not seen again.
        let untouched = |seen: &Seen| self.is_first && seen.transactional && seen.locks.is_empty();
        self.history.is_new(table) || self.seen.is_some_and(untouched)
    }

    /// Whether it was seen to write a table anew, or not to; nothing where it was not seen.
    pub fn rewrites(&self) -> Option<bool> {
        self.seen.filter(|seen| seen.transactional).map(|seen| !seen.rewrites.is_empty())
    }

    /// The statement as ALTER TABLE of a table that is in use.
    pub fn alter(&self) -> Option<Alter> {
        let Stmt::AlterTable(statement) = self.statement else { return None };
        Alter::of(self.text, statement).filter(|alter| !self.is_new(&alter.table))
    }

    /// The statement's text with something put in after a part of it.
    pub fn with_inserted(&self, after: Option<squawk_syntax::SyntaxToken>, words: &str) -> Option<String> {
        let at: usize = after?.text_range().end().into();
        Some(format!("{}{words}{}", self.text.get(..at)?, self.text.get(at..)?))
    }
}

/// What a rule has found.
pub(super) struct Found {
    /// What may happen.
    pub message: String,
    /// What to do instead.
    pub advice: String,
    /// The statements that do so, where they can be made.
    pub form: Option<Form>,
}

impl Found {
    pub fn new(message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { message: message.into(), advice: advice.into(), form: None }
    }

    pub fn with_form(mut self, form: Option<Form>) -> Self {
        self.form = form;
        self
    }
}

/// Statements instead of another, or instead of one action of an ALTER TABLE.
pub(super) struct Form {
    /// The number of the action, from 0; none for the statement as a whole.
    pub action: Option<usize>,
    /// The statements, at least one.
    pub steps: Vec<Step>,
}

impl Form {
    /// Instead of the statement.
    pub fn whole(steps: Vec<Step>) -> Self {
        Self { action: None, steps }
    }

    /// Instead of one action of an ALTER TABLE.
    pub fn of_action(action: usize, steps: Vec<Step>) -> Self {
        Self { action: Some(action), steps }
    }
}

/// One statement of a form.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// In the transaction of the one before.
    Together(String),
    /// In a transaction that begins here.
    Apart(String),
    /// Outside of any transaction.
    Alone(String, Option<Probe>),
}

/// The text of a part of a statement.
pub(super) fn text(node: &impl AstNode) -> String {
    node.syntax().text().to_string().trim().to_owned()
}
