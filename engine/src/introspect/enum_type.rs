//! Enum types.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use evenkeel_model::object::EnumType;

use super::comment::Comments;
use super::names::{Names, class};

/// The labels of all enums, each enum's in their sort order.
pub(super) const SQL: &str = "
    select enumtypid, enumlabel::text from pg_enum where enumtypid >= 16384 order by enumtypid, enumsortorder";

pub(super) fn enums(names: &Names, labels: &[(u32, String)], comments: &Comments) -> BTreeMap<QualifiedName, EnumType> {
    let mut by_type: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (oid, label) in labels {
        by_type.entry(*oid).or_default().push(label.clone());
    }
    let ours = names.types.values().filter(|row| row.kind == 'e' && names.is_ours(class::TYPE, row.oid, row.schema));
    ours.filter_map(|row| {
        let labels = by_type.remove(&row.oid).unwrap_or_default();
        let comment = comments.of(class::TYPE, row.oid);
        Some((names.qualified(row.schema, &row.name)?, EnumType { labels, comment }))
    })
    .collect()
}
