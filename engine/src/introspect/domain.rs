//! Domains.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use evenkeel_model::object::{Domain, DomainCheck};

use super::comment::Comments;
use super::constraint::ConstraintRow;
use super::names::{Names, class};

pub(super) fn domains(
    names: &Names,
    constraints: &BTreeMap<u32, ConstraintRow>,
    comments: &Comments,
) -> BTreeMap<QualifiedName, Domain> {
    let mut checks: BTreeMap<u32, BTreeMap<String, DomainCheck>> = BTreeMap::new();
    for row in constraints.values().filter(|row| row.domain != 0 && row.kind == 'c') {
        let check = DomainCheck {
            expression: row.expression.clone().unwrap_or_default(),
            validated: row.validated,
            comment: comments.of(class::CONSTRAINT, row.oid),
        };
        checks.entry(row.domain).or_default().insert(row.name.clone(), check);
    }
    let ours = names.types.values().filter(|row| row.kind == 'd' && names.is_ours(class::TYPE, row.oid, row.schema));
    ours.filter_map(|row| {
        let domain = Domain {
            base_type: row.base_text.clone(),
            collation: names.collations.get(&row.collation).cloned(),
            default: row.default.clone(),
            not_null: row.not_null,
            checks: checks.remove(&row.oid).unwrap_or_default(),
            comment: comments.of(class::TYPE, row.oid),
        };
        Some((names.qualified(row.schema, &row.name)?, domain))
    })
    .collect()
}
