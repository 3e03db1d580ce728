//! Renames that cannot be.

use std::collections::BTreeMap;

use super::Reader;
use crate::declared::{Place, Rename, RenamedObject};
use crate::{Diagnostic, ObjectId, QualifiedName};

impl Reader<'_> {
    /// Finds renames from a name that the file still declares (loops among them), from an object's own name, and two
    /// from one name.
    pub(super) fn check_renames(&mut self) {
        let written: Vec<(Rename, Place)> = self
            .declared
            .renames
            .iter()
            .filter(|rename| !rename.implied)
            .cloned()
            .zip(self.declared.places.renames.iter().map(|(.., place)| *place))
            .collect();
        let mut from: BTreeMap<String, (RenamedObject, Place)> = BTreeMap::new();
        for (rename, place) in written {
            let (old, own_name, declared) = self.old_object(&rename);
            if own_name {
                self.error_with_help(
                    "rename-to-itself",
                    place,
                    format!("{} is renamed from its own name", words(&rename.object)),
                    "`renamed_from` takes the old name; take it out if there is none",
                );
            } else if declared {
                let mut finding = Diagnostic::error(
                    "rename-still-declared",
                    place,
                    format!(
                        "`{}` is still declared, so {} cannot be what it became",
                        rename.from,
                        words(&rename.object)
                    ),
                )
                .with_help("take `renamed_from` out once every database has the new name, or rename in two steps");
                if let Some(known) = old.and_then(|old| self.declared.places.objects.get(&old)) {
                    finding = finding.with_related(*known, "declared here");
                }
                self.findings.push(finding);
            }
            let address = address(&rename);
            match from.get(&address) {
                Some((other, first)) if *other != rename.object => self.findings.push(
                    Diagnostic::error(
                        "rename-twice",
                        place,
                        format!(
                            "`{}` cannot have become both {} and {}",
                            rename.from,
                            words(other),
                            words(&rename.object)
                        ),
                    )
                    .with_related(*first, "the first"),
                ),
                _ => {
                    from.insert(address, (rename.object, place));
                }
            }
        }
    }

    /// What the old name would address, whether that is the object itself, and whether the file declares it.
    fn old_object(&self, rename: &Rename) -> (Option<ObjectId>, bool, bool) {
        let catalog = &self.declared.catalog;
        let moved = |name: &QualifiedName| {
            QualifiedName::new(rename.from_schema.clone().unwrap_or_else(|| name.schema.clone()), rename.from.clone())
        };
        let from = &rename.from;
        match &rename.object {
            RenamedObject::Schema(name) => {
                (Some(ObjectId::Schema(from.clone())), from == name, catalog.schemas.contains_key(from))
            }
            RenamedObject::Type(name) => {
                let old = moved(name);
                let declared = self.types.values().any(|object| object.name == old);
                (Some(ObjectId::Type(old.clone())), old == *name, declared)
            }
            RenamedObject::Sequence(name) => {
                let old = moved(name);
                let declared = catalog.sequences.contains_key(&old);
                (Some(ObjectId::Sequence(old.clone())), old == *name, declared)
            }
            RenamedObject::Table(name) => {
                let old = moved(name);
                let declared = catalog.tables.contains_key(&old);
                (Some(ObjectId::Table(old.clone())), old == *name, declared)
            }
            RenamedObject::EnumLabel(owner, label) => {
                let declared = catalog.enums.get(owner).is_some_and(|known| known.labels.contains(from));
                (None, from == label, declared)
            }
            RenamedObject::Field(owner, name) => {
                let declared = catalog.composites.get(owner).is_some_and(|known| known.fields.contains_key(from));
                (Some(ObjectId::Column(owner.clone(), from.clone())), from == name, declared)
            }
            RenamedObject::Column(owner, name) => {
                let declared = catalog.tables.get(owner).is_some_and(|table| table.columns.contains_key(from));
                (Some(ObjectId::Column(owner.clone(), from.clone())), from == name, declared)
            }
            RenamedObject::Constraint(owner, name) => {
                let declared = catalog.tables.get(owner).is_some_and(|table| table.constraints.contains_key(from))
                    || catalog.domains.get(owner).is_some_and(|domain| domain.checks.contains_key(from));
                (Some(ObjectId::Constraint(owner.clone(), from.clone())), from == name, declared)
            }
            RenamedObject::Index(owner, name) => {
                let declared = catalog.tables.get(owner).is_some_and(|table| table.indexes.contains_key(from));
                (Some(ObjectId::Index(owner.sibling(from.clone()))), from == name, declared)
            }
        }
    }
}

/// The old address of a rename, kind and owner included.
fn address(rename: &Rename) -> String {
    let schema = |name: &QualifiedName| rename.from_schema.clone().unwrap_or_else(|| name.schema.clone());
    let owner = match &rename.object {
        RenamedObject::Schema(_) => "schema".to_owned(),
        RenamedObject::Type(name) => format!("type {}", schema(name)),
        RenamedObject::Sequence(name) => format!("sequence {}", schema(name)),
        RenamedObject::Table(name) => format!("table {}", schema(name)),
        RenamedObject::EnumLabel(owner, _) => format!("label {owner}"),
        RenamedObject::Field(owner, _) => format!("field {owner}"),
        RenamedObject::Column(owner, _) => format!("column {owner}"),
        RenamedObject::Constraint(owner, _) => format!("constraint {owner}"),
        RenamedObject::Index(owner, _) => format!("index {}", owner.schema),
    };
    format!("{owner} {}", rename.from)
}

/// What a message calls a renamed object.
fn words(object: &RenamedObject) -> String {
    match object {
        RenamedObject::Schema(name) => format!("schema {name}"),
        RenamedObject::Type(name) => format!("type {name}"),
        RenamedObject::EnumLabel(_, name) => format!("label `{name}`"),
        RenamedObject::Field(owner, name) => format!("field {owner}.{name}"),
        RenamedObject::Sequence(name) => format!("sequence {name}"),
        RenamedObject::Table(name) => format!("table {name}"),
        RenamedObject::Column(owner, name) => format!("column {owner}.{name}"),
        RenamedObject::Constraint(_, name) => format!("constraint {name}"),
        RenamedObject::Index(_, name) => format!("index {name}"),
    }
}
