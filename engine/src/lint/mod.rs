//! What is dangerous about the statements of a migration on a busy database, and the same in statements that are safer.
//!
//! It looks at each statement as PostgreSQL's grammar reads it, at what the file did before it, and at what the statement
//! was seen to do where it was run on a scratch database. A statement that cannot be read is named as such. The rules are
//! in [`rule::RULES`], one file each.

mod alter;
mod cluster;
mod compose;
mod documented;
mod history;
mod key;
mod name;
mod not_valid;
mod rule;
mod seen;
mod subject;
#[cfg(test)]
mod tests;

use std::thread;

use evenkeel_runner::MigrationFile;
use evenkeel_runner::file::{Segment, Statement};
use squawk_syntax::SourceFile;
use squawk_syntax::ast::Stmt;

pub(crate) use self::cluster::acting_on_the_server;
use self::compose::compose;
pub use self::documented::{Documented, Object};
use self::history::History;
use self::rule::RULES;
pub use self::seen::Seen;
use self::subject::Subject;

/// What there is to say about a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// What is dangerous about it.
    pub findings: Vec<Finding>,
    /// What may stand in the file instead of the statement, with lines for keel where segments have to begin: it leads to the
    /// same objects. None where no such text can be made of the statement alone.
    pub safer: Option<String>,
    /// What is documented of it, where it runs outside of a transaction, so that nobody can see what it locks.
    pub documented: Option<Documented>,
}

/// Something that is dangerous about a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, in kebab case: `index-without-concurrently`.
    pub rule: &'static str,
    /// What may happen, in a sentence without a full stop.
    pub message: String,
    /// What to do instead, in words.
    pub advice: String,
}

/// The name of what is said of a statement that cannot be read.
const NOT_READ: &str = "not-read";

/// The longest statement that is read, in bytes: what is longer has rows in it.
const LONGEST: usize = 100_000;

/// The deepest nesting of brackets that is read.
const DEEPEST: usize = 500;

/// The stack for reading, which goes down into what is nested. The system gives as much of it as is used.
const STACK: usize = 256 << 20;

/// Looks at each statement of a file; gives as many answers as it has statements, in their order. `seen` is what they did on
/// a scratch database, in the same order, as far as they were run there.
pub fn lint(file: &MigrationFile, seen: &[Seen]) -> Vec<Advice> {
    // The reader is another's, and made for what people write: what breaks it is named like what it refuses.
    on_a_large_stack(|| read_and_lint(file, seen)).unwrap_or_else(|reason| {
        let statements = file.segments.iter().flat_map(|segment| &segment.statements);
        statements.map(|_| not_read(&reason)).collect()
    })
}

/// What a migration file takes away for good, in words: what the comment on a statement says of that, else what the rules
/// find.
pub fn losses(file: &MigrationFile) -> Vec<String> {
    let mut lost = Vec::new();
    let statements = file.segments.iter().flat_map(|segment| &segment.statements);
    for (statement, advice) in statements.zip(lint(file, &[])) {
        let said = file.comment_on(statement).into_iter().filter_map(|line| line.strip_prefix("DESTRUCTIVE:"));
        lost.extend(said.map(|words| words.trim().to_owned()));
        let found = advice.findings.into_iter().filter(|finding| finding.rule == rule::DATA_LOST);
        lost.extend(found.map(|finding| finding.message));
    }
    lost
}

/// Does what goes down into nested SQL; why not, where that failed.
fn on_a_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.map_err(|error| error.to_string())?.join().map_err(|_| "its reader failed".to_owned())
    })
}

fn read_and_lint(file: &MigrationFile, seen: &[Seen]) -> Vec<Advice> {
    let mut history = History::default();
    let mut seen = seen.iter();
    let mut all = Vec::new();
    for segment in &file.segments {
        for (number, statement) in segment.statements.iter().enumerate() {
            let place = Place { file, segment, statement, number, seen: seen.next() };
            all.push(match read(&statement.text) {
                Ok(parsed) => {
                    let advice = judge(&place, &parsed, &history);
                    history.take(&parsed);
                    advice
                }
                Err(reason) => not_read(&reason),
            });
        }
    }
    all
}

/// Where a statement stands.
struct Place<'a> {
    file: &'a MigrationFile,
    segment: &'a Segment,
    statement: &'a Statement,
    /// Its number in the segment, from 0.
    number: usize,
    seen: Option<&'a Seen>,
}

fn judge(place: &Place<'_>, parsed: &Stmt, history: &History) -> Advice {
    let subject = Subject {
        text: &place.statement.text,
        statement: parsed,
        transactional: place.segment.mode.is_transactional(),
        is_first: place.number == 0,
        loss_is_said: place.file.comment_on(place.statement).iter().any(|line| line.starts_with("DESTRUCTIVE:")),
        seen: place.seen,
        history,
    };
    let mut findings = Vec::new();
    let mut forms = Vec::new();
    for rule in RULES {
        for found in (rule.check)(&subject) {
            findings.push(Finding { rule: rule.name, message: found.message, advice: found.advice });
            forms.extend(found.form);
        }
    }
    let follows = place.number + 1 < place.segment.statements.len();
    let documented = if place.segment.mode.is_transactional() { None } else { Documented::of(parsed, history) };
    Advice { findings, safer: compose(&subject, forms, follows), documented }
}

/// The statement as PostgreSQL's grammar reads it.
fn read(text: &str) -> Result<Stmt, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    if too_deep(text) {
        return Err(format!("its brackets are nested deeper than {DEEPEST}"));
    }
    let parsed = SourceFile::parse(text);
    if let Some(error) = parsed.errors().first() {
        return Err(error.message().to_owned());
    }
    let mut statements = parsed.tree().stmts();
    match (statements.next(), statements.next()) {
        (Some(statement), None) => Ok(statement),
        _ => Err("it is not one statement".to_owned()),
    }
}

/// Whether brackets are nested too deep to be read. Those in strings count too: it is a guard, and no reading.
fn too_deep(text: &str) -> bool {
    let depth = text.bytes().fold((0_usize, 0_usize), |(now, most), byte| match byte {
        b'(' | b'[' => (now + 1, most.max(now + 1)),
        b')' | b']' => (now.saturating_sub(1), most),
        _ => (now, most),
    });
    depth.1 > DEEPEST
}

fn not_read(reason: &str) -> Advice {
    let finding = Finding {
        rule: NOT_READ,
        message: format!("what this statement does was not looked at, since it cannot be read: {reason}"),
        advice: "look at it yourself; the server may read it all the same".to_owned(),
    };
    Advice { findings: vec![finding], ..Advice::default() }
}
