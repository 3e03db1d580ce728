//! Schemas.

use std::collections::BTreeMap;

use evenkeel_model::object::Schema;

use super::comment::Comments;
use super::names::{LEDGER_SCHEMA, Names, class};

pub(super) const SQL: &str = "
    select oid, nspname::text from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'";

pub(super) fn schemas(names: &Names, comments: &Comments) -> BTreeMap<String, Schema> {
    let ours = names
        .schemas
        .iter()
        .filter(|(oid, name)| *name != LEDGER_SCHEMA && !names.members.contains_key(&(class::SCHEMA, **oid)));
    ours.map(|(oid, name)| (name.clone(), Schema { comment: comments.of(class::SCHEMA, *oid) })).collect()
}
