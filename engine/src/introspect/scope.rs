//! The part of a catalog that evenkeel owns.

use std::collections::BTreeSet;

use evenkeel_model::declared::Scope;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

/// A catalog cut down to a scope.
#[derive(Clone, Debug)]
pub struct Restricted {
    /// What is in scope. The dependencies are all there still, so that what is left out but needs something that is
    /// kept can be named.
    pub catalog: Catalog,
    /// What was left out, without the parts of what was left out.
    pub left_out: BTreeSet<ObjectId>,
}

/// Keeps what is in scope: objects by schema and name, what belongs to a table or view with it. What lives in no
/// schema (extensions, casts, publications, …) is kept.
pub fn restrict(mut catalog: Catalog, scope: &Scope) -> Restricted {
    let mut left_out = BTreeSet::new();
    let mut keep = |contained: bool, object: ObjectId| {
        if !contained {
            left_out.insert(object);
        }
        contained
    };
    let contains = |name: &QualifiedName| scope.contains(&name.schema, &name.name);
    catalog.schemas.retain(|name, _| keep(scope.contains_schema(name), ObjectId::Schema(name.clone())));
    catalog.enums.retain(|name, _| keep(contains(name), ObjectId::Type(name.clone())));
    catalog.domains.retain(|name, _| keep(contains(name), ObjectId::Type(name.clone())));
    catalog.composites.retain(|name, _| keep(contains(name), ObjectId::Type(name.clone())));
    catalog.sequences.retain(|name, sequence| {
        let owner = sequence.owned_by.as_ref().map(|(table, _)| table);
        keep(contains(owner.unwrap_or(name)), ObjectId::Sequence(name.clone()))
    });
    catalog.tables.retain(|name, _| keep(contains(name), ObjectId::Table(name.clone())));
    catalog.others.retain(|(kind, identity), other| {
        let contained = match (&other.on, &other.schema) {
            (Some(on), _) => contains(on),
            (None, Some(schema)) => scope.contains(schema, own_name(identity, schema)),
            (None, None) => true,
        };
        keep(contained, ObjectId::Other(*kind, identity.clone()))
    });
    Restricted { catalog, left_out }
}

/// The unqualified name in what `pg_identify_object` prints: `sum2` of `public.sum2(integer)`.
fn own_name<'text>(identity: &'text str, schema: &str) -> &'text str {
    let quoted = evenkeel_model::name::quote_identifier(schema);
    let name = identity.strip_prefix(quoted.as_str()).and_then(|rest| rest.strip_prefix('.')).unwrap_or(identity);
    match name.strip_prefix('"') {
        Some(rest) => rest.rsplit_once('"').map_or(rest, |(name, _)| name),
        None => name.split(['(', ' ']).next().unwrap_or(name),
    }
}

/// A catalog without the objects for which `keep` says no. What is known by name only stays.
pub(crate) fn keep(mut catalog: Catalog, keep: impl Fn(&ObjectId) -> bool) -> Catalog {
    catalog.schemas.retain(|name, _| keep(&ObjectId::Schema(name.clone())));
    catalog.extensions.retain(|name, _| keep(&ObjectId::Extension(name.clone())));
    catalog.enums.retain(|name, _| keep(&ObjectId::Type(name.clone())));
    catalog.domains.retain(|name, _| keep(&ObjectId::Type(name.clone())));
    catalog.composites.retain(|name, _| keep(&ObjectId::Type(name.clone())));
    catalog.sequences.retain(|name, _| keep(&ObjectId::Sequence(name.clone())));
    catalog.tables.retain(|name, _| keep(&ObjectId::Table(name.clone())));
    catalog
}
