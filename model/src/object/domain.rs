//! Domains.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::QualifiedName;

/// `CREATE DOMAIN`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// The type below, as SQL text: `character varying(20)`.
    pub base_type: String,
    /// The collation, where it is not that of the type below.
    pub collation: Option<QualifiedName>,
    /// The default expression, as SQL text.
    pub default: Option<String>,
    /// Whether NULL is refused.
    pub not_null: bool,
    /// The check constraints by name.
    pub checks: BTreeMap<String, DomainCheck>,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}

/// A check constraint of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainCheck {
    /// The condition as SQL text, in which the value is called VALUE.
    pub expression: String,
    /// Whether the rows that were there before have been checked.
    pub validated: bool,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}
