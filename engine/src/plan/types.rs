//! Types of every kind, and those that become one of another kind.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::context::{Context, aside, drop_aside};
use super::graph::Node;
use super::statement::Statement;
use super::{composite, domain, enum_type};
use crate::diff::Action;

/// What a type is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Enum,
    Domain,
    Composite,
}

impl Kind {
    fn of(catalog: &Catalog, name: &QualifiedName) -> Option<Self> {
        if catalog.enums.contains_key(name) {
            Some(Self::Enum)
        } else if catalog.domains.contains_key(name) {
            Some(Self::Domain)
        } else {
            catalog.composites.contains_key(name).then_some(Self::Composite)
        }
    }

    /// What SQL calls it.
    fn word(self) -> &'static str {
        if self == Self::Domain { "DOMAIN" } else { "TYPE" }
    }

    fn nodes(self, context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
        match self {
            Self::Enum => enum_type::nodes(context, name, action),
            Self::Domain => domain::nodes(context, name, action),
            Self::Composite => composite::nodes(context, name, action),
        }
    }
}

/// What a type is before and afterwards, if it is there both times.
pub(super) fn kinds(context: &Context<'_>, name: &QualifiedName) -> Option<(Kind, Kind)> {
    Some((Kind::of(context.from, name)?, Kind::of(context.to, name)?))
}

/// Creates, alters, swaps or drops a type.
pub(super) fn nodes(context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
    match (Kind::of(context.from, name), Kind::of(context.to, name)) {
        (Some(old), Some(new)) if old != new => become_another(context, name, old, new),
        (Some(kind), _) | (None, Some(kind)) => kind.nodes(context, name, action),
        (None, None) => Vec::new(),
    }
}

/// A type of another kind takes the place of one. Where something has the old one, that steps aside until columns are
/// converted, as it does where a type is swapped for one of its own kind.
fn become_another(context: &Context<'_>, name: &QualifiedName, old: Kind, new: Kind) -> Vec<Node> {
    let id = ObjectId::Type(name.clone());
    let mut created = new.nodes(context, name, &Action::Create);
    if !context.from.dependencies.iter().any(|(_, needed)| *needed == id) {
        return old.nodes(context, name, &Action::Drop).into_iter().chain(created).collect();
    }
    let aside = aside(name);
    let word = old.word();
    let step_aside =
        Statement::new(id.clone(), format!("ALTER {word} {name} RENAME TO {}", quote_identifier(&aside.name)))
            .failing_while(format!("a row has a value whose text is none of the new {name}"));
    if let Some(first) = created.first_mut() {
        first.statements.insert(0, step_aside);
        // The name is free once the old type has stepped aside, in the same breath.
        first.takes.clear();
        first.bundles.push(id.clone());
    }
    let mut end = drop_aside(context, name, Statement::new(id, format!("DROP {word} {aside}")));
    for field in context.from.composites.get(name).into_iter().flat_map(|composite| composite.fields.keys()) {
        let field = ObjectId::Column(name.clone(), field.clone());
        // The old type goes before the types of its fields.
        end = context.from.dependencies.needed_by(&field).fold(end, |end, needed| end.preceding(needed.clone()));
        end = end.dropping(field);
    }
    created.into_iter().chain([end]).collect()
}
