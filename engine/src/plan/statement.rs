//! A statement of a plan, with what it does to a busy database as data.

use evenkeel_model::{ObjectId, QualifiedName};
use serde::Serialize;

/// One SQL statement of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The SQL, without a semicolon at its end.
    pub sql: String,
    /// The object it is about.
    pub object: ObjectId,
    /// When it runs and with what it may share a transaction.
    pub phase: Phase,
    /// Whether it must not be cut off from the statement before it: together they are one change.
    #[serde(skip)]
    pub joined: bool,
    /// What it does to columns of its table, where that can stand in one ALTER TABLE with more of it.
    #[serde(skip)]
    pub(crate) column_actions: Vec<ColumnAction>,
    /// How the runner finds out whether it happened, for one that runs outside a transaction.
    pub probe: Option<Probe>,
    /// The strongest lock it takes on each table that was there before the plan, as the manual says.
    pub locks: Vec<(QualifiedName, LockMode)>,
    /// The tables that were there before the plan and are written anew.
    pub rewrites: Vec<QualifiedName>,
    /// What a reviewer should know.
    pub hazards: Vec<Hazard>,
}

impl Statement {
    /// A statement of the main phase that takes no lock on what was there before.
    pub fn new(object: ObjectId, sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            object,
            phase: Phase::Main,
            joined: false,
            column_actions: Vec::new(),
            probe: None,
            locks: Vec::new(),
            rewrites: Vec::new(),
            hazards: Vec::new(),
        }
    }

    /// The same in another phase.
    #[must_use]
    pub fn in_phase(mut self, phase: Phase) -> Self {
        self.phase = phase;
        self
    }

    /// The same outside a transaction, with the probe that tells whether it happened.
    #[must_use]
    pub fn outside_transaction(mut self, phase: Phase, probe: Probe) -> Self {
        self.phase = phase;
        self.probe = Some(probe);
        self
    }

    /// The same with a lock on a table; the strongest one counts.
    #[must_use]
    pub fn locking(mut self, table: &QualifiedName, mode: LockMode) -> Self {
        match self.locks.iter_mut().find(|(locked, _)| locked == table) {
            Some((_, present)) => *present = mode.max(*present),
            None => self.locks.push((table.clone(), mode)),
        }
        self
    }

    /// The same, writing a table anew.
    #[must_use]
    pub fn rewriting(mut self, table: &QualifiedName) -> Self {
        self.rewrites.push(table.clone());
        self
    }

    /// The same with something that a reviewer should know.
    #[must_use]
    pub fn with_hazard(mut self, kind: HazardKind, words: impl Into<String>) -> Self {
        self.hazards.push(Hazard { kind, object: self.object.clone(), words: words.into(), rows: None });
        self
    }

    /// The same, failing while there are such rows: `a row of public.a has NULL in b`.
    #[must_use]
    pub(crate) fn failing_while(self, condition: impl Into<String>) -> Self {
        let rows = Rows::of(condition);
        let object = self.object.clone();
        self.failing(object, rows)
    }

    /// The same, failing for rows that are in the way of an object.
    #[must_use]
    pub(crate) fn failing(mut self, object: ObjectId, rows: Rows) -> Self {
        self.hazards.push(Hazard { kind: HazardKind::DependsOnData, object, words: rows.words(), rows: Some(rows) });
        self
    }

    /// The same where the rows for which it fails cannot be looked for in advance.
    #[must_use]
    pub(crate) fn unasked(mut self, reason: Unasked) -> Self {
        for hazard in &mut self.hazards {
            hazard.know(|rows| rows.unasked = Some(reason));
        }
        self
    }
}

/// The rows for which a statement fails, and what is known of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows {
    /// What follows "fails while".
    pub condition: String,
    /// What has happened by then, where that is known.
    pub stands: Option<Stands>,
    /// Why they cannot be looked for in advance, where that is so and something was committed by then.
    pub unasked: Option<Unasked>,
    /// The tables of which row security may hide rows from a role that looks for them in advance.
    pub hidden: Vec<QualifiedName>,
}

impl Rows {
    /// Those of which no more is known than that the statement fails while there are such.
    pub(super) fn of(condition: impl Into<String>) -> Self {
        Self { condition: condition.into(), stands: None, unasked: None, hidden: Vec::new() }
    }

    fn words(&self) -> String {
        let Self { condition, stands, unasked, hidden } = self;
        let stands = stands.map_or("", Stands::words);
        let unasked = unasked.map(|reason| {
            format!("; that is not asked in advance, since {}, and what comes before it stays", reason.words())
        });
        let hidden: Vec<_> = hidden.iter().map(ToString::to_string).collect();
        let hidden = (!hidden.is_empty()).then(|| {
            format!(
                "; where row security of {} is in force for the role that migrates, that is not asked in advance, and what \
                 comes before it stays",
                hidden.join(" or ")
            )
        });
        format!("fails{stands} while {condition}{}{}", unasked.unwrap_or_default(), hidden.unwrap_or_default())
    }
}

/// What stands where a statement fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    /// It is a look at rows before anything else happens.
    Untouched,
    /// All is undone.
    Nothing,
    /// Earlier transactions were committed.
    Earlier,
}

impl Stands {
    fn words(self) -> &'static str {
        match self {
            Self::Untouched => ", before anything has changed,",
            Self::Nothing => ", and changes nothing,",
            Self::Earlier => ", after earlier transactions were committed,",
        }
    }
}

/// A change of a column within ALTER TABLE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnAction {
    /// The column.
    pub column: String,
    /// The type that it takes by that, where it takes another.
    pub data_type: Option<String>,
    /// What stands behind `ALTER TABLE name`.
    pub action: String,
}

/// Why rows cannot be asked in advance whether they are in the way of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unasked {
    /// Values come with the plan.
    NewValues,
    /// A type, function or the like is made anew.
    Changes,
    /// Expressions are read back after renames.
    Names,
    /// Only the server knows which operators an index takes.
    Compared,
    /// There is no equality by which rows could be told apart first.
    Pairs,
    /// There is no PL/pgSQL to ask in.
    Speechless,
    /// They are of a table that is neither planned nor described.
    LeftAlone,
}

impl Unasked {
    /// The end of a sentence that begins with "since".
    pub fn words(self) -> &'static str {
        match self {
            Self::NewValues => "what it looks at gets its values in this migration",
            Self::Changes => "what it is made of changes in this migration",
            Self::Names => "its text has names that come with this migration",
            Self::Compared => "how its values are compared is not known before it is there",
            Self::Pairs => "each row would have to be compared with each other one",
            Self::Speechless => "the role that migrates has no PL/pgSQL to ask in",
            Self::LeftAlone => "evenkeel leaves that alone",
        }
    }
}

/// When a statement runs. Statements of one phase share a transaction unless they run outside of any; phases come in
/// this order as far as dependencies allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Looks whether rows are in the way of what comes later, while nothing has happened yet.
    Check,
    /// Labels added to enum types: they cannot be used before they are committed.
    EnumLabels,
    /// Everything that is quick under its lock.
    Main,
    /// Indexes built CONCURRENTLY, each outside a transaction.
    BuildIndex,
    /// Constraints that take over an index built before.
    AttachIndex,
    /// Validation of constraints added NOT VALID: it scans tables under a weak lock, and must not share a transaction
    /// with the strong lock that added them.
    Validate,
    /// What relies on what was validated.
    AfterValidation,
    /// Indexes dropped CONCURRENTLY, each outside a transaction.
    DropIndex,
    /// What loses data, after all that can fail.
    Remove,
}

/// How the next run finds out whether a statement outside a transaction happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Probe {
    /// It did if this index exists and is valid.
    ValidIndex(QualifiedName),
    /// It did if there is no such index.
    NoIndex(QualifiedName),
}

/// PostgreSQL's table locks, weakest first
/// (<https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LockMode {
    /// Taken by SELECT.
    AccessShare,
    /// Taken by SELECT FOR UPDATE.
    RowShare,
    /// Taken by INSERT, UPDATE, DELETE.
    RowExclusive,
    /// Taken by VACUUM, ANALYZE, CREATE INDEX CONCURRENTLY, VALIDATE CONSTRAINT: reads and writes go on.
    ShareUpdateExclusive,
    /// Taken by CREATE INDEX: writes wait.
    Share,
    /// Taken by ADD FOREIGN KEY and CREATE TRIGGER: writes wait.
    ShareRowExclusive,
    /// Taken by REFRESH MATERIALIZED VIEW CONCURRENTLY: only reads go on.
    Exclusive,
    /// Taken by most of ALTER TABLE: reads and writes wait.
    AccessExclusive,
}

impl LockMode {
    /// The lock's name in the manual: `ACCESS EXCLUSIVE`.
    pub fn words(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// The mode by its name in `pg_locks.mode`: `AccessExclusiveLock`.
    pub fn from_pg_locks(mode: &str) -> Option<Self> {
        Some(match mode {
            "AccessShareLock" => Self::AccessShare,
            "RowShareLock" => Self::RowShare,
            "RowExclusiveLock" => Self::RowExclusive,
            "ShareUpdateExclusiveLock" => Self::ShareUpdateExclusive,
            "ShareLock" => Self::Share,
            "ShareRowExclusiveLock" => Self::ShareRowExclusive,
            "ExclusiveLock" => Self::Exclusive,
            "AccessExclusiveLock" => Self::AccessExclusive,
            _ => return None,
        })
    }
}

/// Something that a reviewer should know of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hazard {
    /// What kind of thing it is.
    pub kind: HazardKind,
    /// The object concerned.
    pub object: ObjectId,
    /// What happens, in a sentence without a full stop.
    pub words: String,
    /// The rows for which it fails, where that is so: `words` says what is known of them.
    #[serde(skip)]
    pub(crate) rows: Option<Rows>,
}

impl Hazard {
    /// Learns more of the rows for which it fails, where there are such.
    pub(crate) fn know(&mut self, learn: impl FnOnce(&mut Rows)) {
        if let Some(rows) = &mut self.rows {
            learn(rows);
            self.words = rows.words();
        }
    }

    /// What happens to which object, in one line: the words alone where they name it.
    pub fn line(&self) -> String {
        let is_named = self.words.contains(&self.object.name_words());
        if is_named { self.words.clone() } else { format!("{}: {}", self.object, self.words) }
    }
}

/// The kinds of hazards that are known before a plan is run. Locks and rewrites are data of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardKind {
    /// Data is lost: it needs an explicit allowance.
    Destructive,
    /// It fails where rows do not fit. What stands then is said once the transactions are known
    /// ([`tell_what_stands`](super::tell_what_stands)).
    DependsOnData,
    /// Others wait for a table while something is done that takes as long as the table is large.
    Blocks,
    /// Programs that use the old name or form fail from then on.
    BreaksClients,
}
