//! What a single check came to.

use serde_json::{Value, json};

use crate::finding::Finding;

/// One thing that was checked, or was not.
pub struct Check {
    /// What it is about, in a word.
    pub name: &'static str,
    /// What it came to.
    pub outcome: Outcome,
}

/// What a check came to.
pub enum Outcome {
    /// All is well; what that means, in words.
    Good(String),
    /// Something is wrong.
    Found(Vec<Finding>),
    /// It was not looked at; why.
    LeftOut(String),
}

impl Check {
    /// A check that found these, or that all is well.
    pub fn of(name: &'static str, findings: Vec<Finding>, well: impl Into<String>) -> Self {
        let outcome = if findings.is_empty() { Outcome::Good(well.into()) } else { Outcome::Found(findings) };
        Self { name, outcome }
    }

    /// A check that was not made.
    pub fn left_out(name: &'static str, reason: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::LeftOut(reason.into()) }
    }

    /// Whether it was made and all is well.
    pub fn is_good(&self) -> bool {
        matches!(self.outcome, Outcome::Good(_))
    }

    /// The check for programs.
    pub fn json(&self) -> Value {
        match &self.outcome {
            Outcome::Good(_) => json!({"name": self.name, "status": "ok"}),
            Outcome::Found(_) => json!({"name": self.name, "status": "finding"}),
            Outcome::LeftOut(reason) => json!({"name": self.name, "status": "left_out", "reason": reason}),
        }
    }
}

impl Outcome {
    /// What was found.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Found(findings) => findings,
            Self::Good(_) | Self::LeftOut(_) => &[],
        }
    }
}
