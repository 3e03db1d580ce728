//! The marks of indexes that the model knows by name only: a table's replica identity, and what CLUSTER goes by. They go
//! unsaid with an index that goes.

use evenkeel_model::object::OtherKind;
use evenkeel_model::{Catalog, QualifiedName};

use crate::plan::Origins;

/// The marks that tables had which are there afterwards too, under what `names` says, and that these have no more.
pub(super) fn lost(before: &Catalog, after: &Catalog, names: &Origins) -> Vec<String> {
    let marked = |catalog: &Catalog, kind: OtherKind, table: &QualifiedName| {
        let mut found = catalog.others.values().filter(|other| other.kind == kind && other.on.as_ref() == Some(table));
        // A replica identity stays without the index that it was, and is none then.
        found.any(|other| other.definition.as_ref().is_some_and(|sql| !sql.trim_end().ends_with("REPLICA IDENTITY")))
    };
    let mut lost = Vec::new();
    for other in before.others.values() {
        let kind = other.kind;
        if !matches!(kind, OtherKind::ReplicaIdentity | OtherKind::ClusterMark) {
            continue;
        }
        let Some(table) = other.on.as_ref() else {
            continue;
        };
        let now = names.table(table).unwrap_or(table);
        if after.tables.contains_key(now) && marked(before, kind, table) && !marked(after, kind, now) {
            lost.push(format!("{} of {table}", kind.words()));
        }
    }
    lost
}
