//! The one error of this crate.

mod read_only;
mod server;
mod statement;

use std::error::Error as StdError;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::error::SqlState;

pub use server::help_with_resources;
pub use statement::StatementFailure;

pub(crate) use read_only::ReadOnly;
pub(crate) use server::is_definite;

use crate::file::Faults;
use crate::lock::Holder;
use crate::status::{HalfApplied, Problem};
use crate::version::Version;

/// What kept a run from its end. `Display` says all of it: what is wrong, where, and what to do, on several lines where
/// needed, without a leading "error:". The predicates tell what kind of error it is.
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Files(Faults),
    Server { doing: Doing, source: tokio_postgres::Error },
    Statement(StatementFailure),
    Observer(Box<dyn StdError + Send + Sync>),
    Standby,
    ReadOnly(ReadOnly),
    Locked { holder: Option<Holder>, waited: Duration },
    LockLost,
    LedgerGone { path: PathBuf, segment: usize },
    NewerLedger { format: i32, tool: String },
    DamagedLedger(String),
    Refused(Vec<Problem>),
    UnknownVersion { version: Version, nearest: Option<Version> },
    HalfApplied(HalfApplied),
    NothingToRevert,
    OtherLast { expected: Version, last: Option<(Version, String)> },
    Baseline { version: Version, name: String },
    NoWayBack { version: Version, name: String, is_empty: bool, reason: Option<String> },
    AlreadyApplied { version: Version, last: Version },
    NotHalfDone { version: Version },
    OtherSegment { version: Version, asked: usize, open: usize },
}

/// What the runner was at when the server failed it, outside of a migration's own statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    LookingAtServer,
    TakingLock,
    CleaningSession,
    ReadingLedger,
    CreatingLedger,
    WritingLedger,
    Probing,
    DroppingInvalidIndex,
    Transaction,
}

impl Doing {
    fn words(self) -> &'static str {
        match self {
            Self::LookingAtServer => "the server could not be asked what it is",
            Self::TakingLock => "the lock that keeps other runs out could not be taken",
            Self::CleaningSession => "the session could not be cleaned",
            Self::ReadingLedger => "the ledger `keel.migrations` could not be read",
            Self::CreatingLedger => "the ledger `keel.migrations` could not be created",
            Self::WritingLedger => "the ledger `keel.migrations` could not be written",
            Self::Probing => "the catalog could not be asked whether a segment happened",
            Self::DroppingInvalidIndex => "the invalid index that a failed build left could not be dropped",
            Self::Transaction => "a transaction could not be begun or ended",
        }
    }
}

impl Error {
    pub(crate) fn server(doing: Doing, source: tokio_postgres::Error) -> Self {
        Self(Box::new(Kind::Server { doing, source }))
    }

    pub(crate) fn statement(failure: StatementFailure) -> Self {
        Self(Box::new(Kind::Statement(failure)))
    }

    /// An error of whoever watches a file run.
    pub fn observer(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Box::new(Kind::Observer(source.into())))
    }

    pub(crate) fn standby() -> Self {
        Self(Box::new(Kind::Standby))
    }

    pub(crate) fn read_only(why: ReadOnly) -> Self {
        Self(Box::new(Kind::ReadOnly(why)))
    }

    pub(crate) fn locked(holder: Option<Holder>, waited: Duration) -> Self {
        Self(Box::new(Kind::Locked { holder, waited }))
    }

    pub(crate) fn lock_lost() -> Self {
        Self(Box::new(Kind::LockLost))
    }

    pub(crate) fn ledger_gone(path: &Path, segment: usize) -> Self {
        Self(Box::new(Kind::LedgerGone { path: path.to_owned(), segment }))
    }

    pub(crate) fn newer_ledger(format: i32, tool: String) -> Self {
        Self(Box::new(Kind::NewerLedger { format, tool }))
    }

    pub(crate) fn damaged_ledger(what: impl Into<String>) -> Self {
        Self(Box::new(Kind::DamagedLedger(what.into())))
    }

    pub(crate) fn refused(problems: Vec<Problem>) -> Self {
        Self(Box::new(Kind::Refused(problems)))
    }

    pub(crate) fn unknown_version(version: Version, nearest: Option<Version>) -> Self {
        Self(Box::new(Kind::UnknownVersion { version, nearest }))
    }

    pub(crate) fn half_applied(half: HalfApplied) -> Self {
        Self(Box::new(Kind::HalfApplied(half)))
    }

    pub(crate) fn nothing_to_revert() -> Self {
        Self(Box::new(Kind::NothingToRevert))
    }

    pub(crate) fn other_last(expected: Version, last: Option<(Version, String)>) -> Self {
        Self(Box::new(Kind::OtherLast { expected, last }))
    }

    pub(crate) fn baseline(version: Version, name: &str) -> Self {
        Self(Box::new(Kind::Baseline { version, name: name.to_owned() }))
    }

    /// `reason` is why there is none, as far as the way forth says so.
    pub(crate) fn no_way_back(version: Version, name: &str, is_empty: bool, reason: Option<&str>) -> Self {
        let reason = reason.map(str::to_owned);
        Self(Box::new(Kind::NoWayBack { version, name: name.to_owned(), is_empty, reason }))
    }

    pub(crate) fn already_applied(version: Version, last: Version) -> Self {
        Self(Box::new(Kind::AlreadyApplied { version, last }))
    }

    pub(crate) fn not_half_done(version: Version) -> Self {
        Self(Box::new(Kind::NotHalfDone { version }))
    }

    pub(crate) fn other_segment(version: Version, asked: usize, open: usize) -> Self {
        Self(Box::new(Kind::OtherSegment { version, asked, open }))
    }

    /// The same, if it is of a statement that was tried so often.
    pub(crate) fn after_attempts(mut self, attempts: u32) -> Self {
        if let Kind::Statement(failure) = &mut *self.0 {
            failure.attempts = attempts;
        }
        self
    }

    /// What is wrong and where, without what to do.
    pub fn message(&self) -> String {
        self.0.message()
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<String> {
        self.0.help()
    }

    /// What is wrong with the files, if that is what it is.
    pub fn faults(&self) -> Option<&Faults> {
        if let Kind::Files(faults) = &*self.0 { Some(faults) } else { None }
    }

    /// The statement that failed, if one did.
    pub fn failure(&self) -> Option<&StatementFailure> {
        if let Kind::Statement(failure) = &*self.0 { Some(failure) } else { None }
    }

    /// What does not fit between folder and ledger, if that is what it is.
    pub fn problems(&self) -> &[Problem] {
        if let Kind::Refused(problems) = &*self.0 { problems } else { &[] }
    }

    /// Whoever has the lock that could not be had, as far as the server shows it.
    pub fn holder(&self) -> Option<&Holder> {
        if let Kind::Locked { holder, .. } = &*self.0 { holder.as_ref() } else { None }
    }

    /// What the server or the connection said, if it was one of them.
    pub fn server_error(&self) -> Option<&tokio_postgres::Error> {
        match &*self.0 {
            Kind::Server { source, .. } => Some(source),
            Kind::Statement(failure) => Some(failure.server_error()),
            _ => None,
        }
    }

    /// The five characters by which the server tells kinds of errors apart.
    pub fn sqlstate(&self) -> Option<&SqlState> {
        self.server_error()?.code()
    }

    fn has_problem(&self, is: impl Fn(&Problem) -> bool) -> bool {
        self.problems().iter().any(is)
    }

    /// Whether another run kept the lock for too long.
    pub fn is_locked(&self) -> bool {
        matches!(&*self.0, Kind::Locked { .. })
    }

    /// Whether a statement could not get a lock within its `lock_timeout`, each time it was tried.
    pub fn is_lock_timeout(&self) -> bool {
        self.sqlstate() == Some(&SqlState::LOCK_NOT_AVAILABLE)
    }

    /// Whether a statement and another session waited for each other.
    pub fn is_deadlock(&self) -> bool {
        self.sqlstate() == Some(&SqlState::T_R_DEADLOCK_DETECTED)
    }

    /// Whether an applied file was edited.
    pub fn is_checksum_mismatch(&self) -> bool {
        self.has_problem(|problem| matches!(problem, Problem::Edited { .. }))
    }

    /// Whether the folder lacks a migration that is applied.
    pub fn is_missing_file(&self) -> bool {
        self.has_problem(|problem| matches!(problem, Problem::Missing { .. }))
    }

    /// Whether a pending migration is older than an applied one.
    pub fn is_out_of_order(&self) -> bool {
        self.has_problem(|problem| matches!(problem, Problem::OutOfOrder { .. }))
    }

    /// Whether several migrations follow the same one.
    pub fn is_two_heads(&self) -> bool {
        self.has_problem(|problem| matches!(problem, Problem::TwoHeads { .. }))
    }

    /// Whether a person has to say if a segment happened.
    pub fn is_unresolved(&self) -> bool {
        self.has_problem(|problem| matches!(problem, Problem::Unresolved { .. }))
    }

    /// Whether a newer program made the ledger.
    pub fn is_newer_ledger(&self) -> bool {
        matches!(&*self.0, Kind::NewerLedger { .. })
    }

    /// Whether the role lacks a right.
    pub fn is_permission_denied(&self) -> bool {
        self.sqlstate() == Some(&SqlState::INSUFFICIENT_PRIVILEGE)
    }

    /// Whether the connection broke or the server went away.
    pub fn is_connection_lost(&self) -> bool {
        self.server_error().is_some_and(|source| !is_definite(source))
    }

    /// Whether the server is a standby, or the database read only.
    pub fn is_read_only(&self) -> bool {
        matches!(&*self.0, Kind::Standby | Kind::ReadOnly(_))
    }

    /// Whether another migration is the last one applied than the one that was to be taken back.
    pub fn is_other_last(&self) -> bool {
        matches!(&*self.0, Kind::OtherLast { .. })
    }

    /// Whether there is no `down.sql` to go back by.
    pub fn is_no_way_back(&self) -> bool {
        matches!(&*self.0, Kind::NoWayBack { .. })
    }
}

impl Kind {
    /// What is wrong.
    fn message(&self) -> String {
        match self {
            Self::Files(faults) => {
                faults.iter().map(|fault| fault.picture().into_owned()).collect::<Vec<_>>().join("\n\n")
            }
            Self::Server { doing, source } => format!("{}: {}", doing.words(), server::words(source)),
            Self::Statement(failure) => failure.message(),
            Self::Observer(source) => source.to_string(),
            Self::Standby => "this server is a standby, which takes no changes".into(),
            Self::ReadOnly(why) => why.message(),
            Self::Locked { holder: Some(holder), waited } => {
                format!(
                    "another run has the lock of this database since before this one came, {} ago: {holder}",
                    seconds(*waited)
                )
            }
            Self::Locked { holder: None, waited } => {
                format!("after {}, other runs still have the lock of this database", seconds(*waited))
            }
            Self::LockLost => "the session no longer has the lock that it took: each transaction seems to get another \
                               session, as behind a pooler that pools transactions"
                .into(),
            Self::LedgerGone { path, segment } => format!(
                "segment {segment} of {} takes the ledger `keel.migrations` away, so it was rolled back",
                path.display()
            ),
            Self::NewerLedger { format, tool } => {
                format!("the ledger `keel.migrations` was made by a newer keel ({tool}, format {format})")
            }
            Self::DamagedLedger(what) => format!("the ledger `keel.migrations` is not as keel makes it: {what}"),
            Self::Refused(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            Self::UnknownVersion { version, .. } => format!("there is no migration {version}"),
            Self::HalfApplied(half) => half.to_string(),
            Self::NothingToRevert => "nothing is applied, so there is no step to go back by".into(),
            Self::OtherLast { expected, last: Some((version, name)) } => format!(
                "another run changed what is applied: the last one is {version}_{name} now, and no longer {expected}, \
                 which was to be taken back; nothing was done"
            ),
            Self::OtherLast { expected, last: None } => {
                format!("another run took back {expected} already, and nothing is applied now; nothing was done")
            }
            Self::Baseline { version, name } => {
                format!(
                    "{version}_{name} was marked as applied without being run, so it is not undone by its `down.sql`"
                )
            }
            Self::NoWayBack { version, name, is_empty, reason } => {
                let what = match is_empty {
                    false => format!("{version}_{name} has no `down.sql`"),
                    true => {
                        format!("the `down.sql` of {version}_{name} has no statement, and would take nothing back")
                    }
                };
                match reason {
                    Some(reason) => format!("{what}; its `up.sql` says why: {reason}"),
                    None => what,
                }
            }
            Self::AlreadyApplied { version, last } => {
                format!("the database is past {version} already: {last} is applied")
            }
            Self::NotHalfDone { version } => {
                format!("nothing of {version} is half done, so there is nothing to resolve")
            }
            Self::OtherSegment { version, asked, open } => {
                format!("segment {asked} of {version} is not the one in question: that is segment {open}")
            }
        }
    }

    /// What to do about it.
    fn help(&self) -> Option<String> {
        match self {
            Self::Observer(_) => None,
            Self::Files(faults) => each_once(faults.iter().map(|fault| fault.help.clone())),
            Self::Refused(problems) => each_once(problems.iter().map(Problem::help)),
            Self::Statement(failure) => Some(failure.help()),
            Self::Server { doing, source } => server::help(*doing, source),
            Self::Standby => Some("connect to the primary server".into()),
            Self::ReadOnly(why) => Some(why.help()),
            Self::Locked { .. } => Some("wait for it to end, or look at what that session does".into()),
            Self::LockLost => Some("connect to the server itself, or to a pool of sessions".into()),
            Self::LedgerGone { .. } => {
                Some("leave the schema `keel` alone in migrations: it says what is applied".into())
            }
            Self::NewerLedger { .. } => Some("use that version of keel, or a later one".into()),
            Self::DamagedLedger(_) => {
                Some("if it is another program's, move that to another schema; else restore it from a backup".into())
            }
            Self::UnknownVersion { nearest, .. } => Some(match nearest {
                Some(nearest) => format!("did you mean {nearest}?"),
                None => "the folder of migrations is empty".into(),
            }),
            Self::HalfApplied(half) => Some(half.help()),
            Self::NothingToRevert | Self::OtherLast { last: None, .. } => None,
            Self::OtherLast { .. } => {
                Some("look at that one with `migrate down --dry-run` before it is taken back".into())
            }
            Self::Baseline { .. } => Some("undo by hand what is to be undone".into()),
            Self::NoWayBack { is_empty: false, .. } => {
                Some("write one, or write a new migration that undoes it".into())
            }
            Self::NoWayBack { is_empty: true, .. } => Some(
                "write it, or write a new migration that undoes this one; `SELECT 1` says that nothing is to be done"
                    .into(),
            ),
            Self::AlreadyApplied { .. } => Some("go back one step at a time with `migrate down`".into()),
            Self::NotHalfDone { .. } => Some("run `migrate status` to see what is".into()),
            Self::OtherSegment { open, .. } => Some(format!("say what became of segment {open}")),
        }
    }
}

fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0 => "less than a second".into(),
        1 => "1 second".into(),
        seconds => format!("{seconds} seconds"),
    }
}

/// Pieces of advice in one, each of them once.
fn each_once(advice: impl Iterator<Item = String>) -> Option<String> {
    let mut different: Vec<String> = Vec::new();
    for one in advice {
        if !different.contains(&one) {
            different.push(one);
        }
    }
    (!different.is_empty()).then(|| different.join("; "))
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            // Of several each has its own advice beside it.
            Kind::Files(faults) => return fmt::Display::fmt(faults, formatter),
            Kind::Refused(problems) => {
                let each = problems.iter().map(|problem| format!("{problem}\nhelp: {}", problem.help()));
                return formatter.write_str(&each.collect::<Vec<_>>().join("\n\n"));
            }
            _ => formatter.write_str(&self.message())?,
        }
        match self.help() {
            Some(help) => write!(formatter, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.0 {
            Kind::Files(faults) => Some(faults),
            Kind::Server { source, .. } => Some(source),
            Kind::Statement(failure) => Some(failure.server_error()),
            Kind::Observer(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

impl From<Faults> for Error {
    fn from(faults: Faults) -> Self {
        Self(Box::new(Kind::Files(faults)))
    }
}
