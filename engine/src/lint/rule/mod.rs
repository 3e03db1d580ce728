//! The rules, one file each.

mod added_column;
mod check;
mod concurrently;
mod create_index;
mod detach;
mod domain;
mod drop_index;
mod exclusion;
mod foreign_key;
mod loss;
mod not_null;
mod not_null_dropped;
mod opaque;
mod primary_key;
mod refresh;
mod reindex;
mod rename;
mod required_column;
mod retype;
mod rewrite;
mod unique;

pub(super) use self::reindex::is_concurrent;
use super::subject::{Found, Subject};

/// A rule.
pub(super) struct Rule {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What it has to say of a statement.
    pub check: fn(&Subject<'_>) -> Vec<Found>,
}

/// The rule of what takes data away.
pub(super) const DATA_LOST: &str = "data-lost";

/// All rules. Where two have a form for the same part of a statement, that of the first is taken.
pub(super) const RULES: &[Rule] = &[
    Rule { name: "index-without-concurrently", check: create_index::check },
    Rule { name: "index-dropped-without-concurrently", check: drop_index::check },
    Rule { name: "reindex-without-concurrently", check: reindex::check },
    Rule { name: "concurrently-in-transaction", check: concurrently::check },
    Rule { name: "foreign-key-checked-at-once", check: foreign_key::check },
    Rule { name: "check-checked-at-once", check: check::check },
    Rule { name: "not-null-checked-at-once", check: not_null::check },
    Rule { name: "unique-built-at-once", check: unique::check },
    Rule { name: "primary-key-built-at-once", check: primary_key::check },
    Rule { name: "exclusion-constraint", check: exclusion::check },
    Rule { name: "type-changed", check: retype::check },
    Rule { name: "column-fills-the-table", check: added_column::check },
    Rule { name: "required-column", check: required_column::check },
    Rule { name: "table-written-anew", check: rewrite::check },
    Rule { name: "partition-detached-at-once", check: detach::check },
    Rule { name: "renamed", check: rename::check },
    Rule { name: "not-null-dropped", check: not_null_dropped::check },
    Rule { name: DATA_LOST, check: loss::check },
    Rule { name: "view-refreshed-at-once", check: refresh::check },
    Rule { name: "domain-constraint", check: domain::check },
    Rule { name: "not-looked-at", check: opaque::check },
];
