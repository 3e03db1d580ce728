//! Composite types.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use evenkeel_model::object::{CompositeField, CompositeType};

use super::column::Attributes;
use super::comment::Comments;
use super::names::{Names, class};

pub(super) fn composites(
    names: &Names,
    attributes: &Attributes,
    comments: &Comments,
) -> BTreeMap<QualifiedName, CompositeType> {
    let ours = names.types.values().filter(|row| row.kind == 'c' && names.is_ours(class::TYPE, row.oid, row.schema));
    ours.filter_map(|row| {
        let fields = attributes.of(row.relation).map(|attribute| {
            let field = CompositeField {
                data_type: attributes.data_type(attribute),
                collation: attributes.own_collation(attribute).and_then(|oid| names.collations.get(&oid)).cloned(),
                comment: comments.of_column(class::RELATION, row.relation, i32::from(attribute.number)),
            };
            (attribute.name.clone(), field)
        });
        let composite = CompositeType { fields: fields.collect(), comment: comments.of(class::TYPE, row.oid) };
        Some((names.qualified(row.schema, &row.name)?, composite))
    })
    .collect()
}
