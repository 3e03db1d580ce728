//! The names that PostgreSQL gives to constraints and indexes that have none.
//!
//! The rules are those of `ChooseConstraintName`, `ChooseRelationName` and `ChooseIndexName` in its sources: table,
//! columns and a label, shortened to fit, with a number at the end where that name is taken.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use crate::declared::{Place, Rename, RenamedObject};
use crate::language::yaml::Node;
use crate::name::{MAX_IDENTIFIER_BYTES, clip, make_object_name};
use crate::object::{Constraint, Index};
use crate::{Diagnostic, ObjectId, QualifiedName};

/// How many old default names are looked for: a key of many renamed columns has a great many.
const MAX_OLD_NAMES: usize = 64;

/// A constraint or index that waits for its name.
#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    /// Its table.
    pub(super) table: QualifiedName,
    /// The name that was given, with its place.
    pub(super) given: Option<(String, Place)>,
    /// What its default name is made of, beside the table: columns, and words for expressions.
    pub(super) parts: Vec<String>,
    /// What its default name ends with.
    pub(super) label: &'static str,
    /// Itself.
    pub(super) object: Object,
    /// Where it stands.
    pub(super) place: Place,
    /// What declares it, with `renamed_from` in it.
    pub(super) node: &'a Node,
    /// Its SQL texts.
    pub(super) texts: Vec<(String, Place)>,
}

/// What a [`Draft`] becomes.
#[derive(Clone, Debug)]
pub(super) enum Object {
    Constraint(Constraint),
    Index(Index),
}

impl Draft<'_> {
    /// Whether it is, or brings, an index, whose name no other relation of the schema may have.
    fn is_relation(&self) -> bool {
        matches!(self.label, "pkey" | "key" | "excl" | "idx")
    }
}

impl Reader<'_> {
    /// Gives names to all that waits for one, and puts it into its table.
    pub(super) fn give_default_names(&mut self) {
        let drafts = std::mem::take(&mut self.drafts);
        let mut relations = self.taken_relations();
        let mut constraints = self.domain_constraints();
        let mut places: BTreeMap<(QualifiedName, bool), Place> = BTreeMap::new();
        for draft in &drafts {
            let Some((name, place)) = &draft.given else { continue };
            self.check_name(name, *place);
            let full = draft.table.sibling(name.clone());
            // A constraint's name is taken in its table, an index's in its whole schema.
            let address = if draft.is_relation() {
                (full.clone(), true)
            } else {
                (QualifiedName::new(draft.table.to_string(), name.clone()), false)
            };
            if let Some(first) = places.get(&address) {
                let first = *first;
                self.collision(name, "name", *place, first);
            } else if draft.is_relation() && relations.contains(&full) {
                let finding = Diagnostic::error(
                    "name-collision",
                    *place,
                    format!("an index cannot be called {full}: a table, sequence or type has that name"),
                );
                let object =
                    [ObjectId::Table(full.clone()), ObjectId::Sequence(full.clone()), ObjectId::Type(full.clone())];
                let known = object.iter().find_map(|object| self.declared.places.objects.get(object));
                self.findings.push(match known {
                    Some(known) => finding.with_related(*known, "this one"),
                    None => finding,
                });
            }
            places.insert(address, *place);
            if draft.is_relation() {
                relations.insert(full.clone());
            }
            if draft.label != "idx" {
                constraints.insert(full);
            }
        }
        self.place_implied_sequences(&mut relations);
        for draft in drafts {
            let name = match &draft.given {
                Some((name, _)) => name.clone(),
                None => {
                    let addition = addition(&draft);
                    let free = |name: &str| {
                        let full = draft.table.sibling(name);
                        let relation_free = !draft.is_relation() || !relations.contains(&full);
                        relation_free && (draft.label == "idx" || !constraints.contains(&full))
                    };
                    first_free(&draft.table.name, addition.as_deref(), draft.label, free)
                }
            };
            let full = draft.table.sibling(name.clone());
            if draft.is_relation() {
                relations.insert(full.clone());
            }
            if draft.label != "idx" {
                constraints.insert(full);
            }
            self.place_draft(draft, name);
        }
    }

    fn place_draft(&mut self, draft: Draft<'_>, name: String) {
        let (renamed, id) = match &draft.object {
            Object::Constraint(_) => (
                RenamedObject::Constraint(draft.table.clone(), name.clone()),
                ObjectId::Constraint(draft.table.clone(), name.clone()),
            ),
            Object::Index(_) => (
                RenamedObject::Index(draft.table.clone(), name.clone()),
                ObjectId::Index(draft.table.sibling(name.clone())),
            ),
        };
        self.at(id.clone(), draft.place);
        for (text, place) in &draft.texts {
            self.text_at(id.clone(), text, *place);
        }
        let members = draft.node.get("columns").map(Node::one_or_many).unwrap_or_default();
        for node in [draft.node].into_iter().chain(members) {
            self.names_at(&id, node);
        }
        self.rename(|| renamed.clone(), draft.node);
        if draft.given.is_none() {
            self.imply_renames(&renamed, &draft.table, &draft.parts, draft.label, &name);
        }
        let Some(table) = self.declared.catalog.table_mut(&draft.table) else { return };
        match draft.object {
            Object::Constraint(constraint) => {
                table.constraints.insert(name, constraint);
            }
            Object::Index(index) => {
                table.indexes.insert(name, index);
            }
        }
    }

    /// Notes the renames of an object with a default name that follow from those of its table and columns.
    pub(super) fn imply_renames(
        &mut self,
        object: &RenamedObject,
        table: &QualifiedName,
        parts: &[String],
        label: &str,
        name: &str,
    ) {
        if self.declared.renames.is_empty() {
            return;
        }
        let mut combinations: Vec<Vec<String>> = vec![Vec::new()];
        for part in parts {
            let mut names = vec![part.clone()];
            names.extend(self.old_names(&RenamedObject::Column(table.clone(), part.clone())));
            combinations = combinations
                .iter()
                .flat_map(|before| names.iter().map(|name| [before.as_slice(), std::slice::from_ref(name)].concat()))
                .take(MAX_OLD_NAMES)
                .collect();
        }
        let mut tables = vec![table.name.clone()];
        tables.extend(self.old_names(&RenamedObject::Table(table.clone())));
        // The constraints of domains have default names too.
        tables.extend(self.old_names(&RenamedObject::Type(table.clone())));
        let now = make_object_name(&table.name, joined(parts, label).as_deref(), label);
        let number = name.strip_prefix(now.as_str()).filter(|rest| rest.chars().all(|digit| digit.is_ascii_digit()));
        let label = format!("{label}{}", number.unwrap_or_default());
        let mut old_names: Vec<String> = Vec::new();
        for table in &tables {
            for parts in &combinations {
                let old = make_object_name(table, joined(parts, &label).as_deref(), &label);
                if old != name && !old_names.contains(&old) {
                    old_names.push(old);
                }
            }
        }
        for from in old_names {
            self.declared.renames.push(Rename { object: object.clone(), from, from_schema: None, implied: true });
        }
    }

    /// The old names that were declared for an object.
    fn old_names(&self, object: &RenamedObject) -> Vec<String> {
        let renames = self.declared.renames.iter();
        renames.filter(|rename| rename.object == *object).map(|rename| rename.from.clone()).collect()
    }

    /// The names of relations that are no index.
    fn taken_relations(&self) -> BTreeSet<QualifiedName> {
        let catalog = &self.declared.catalog;
        let given = self
            .implied_sequences
            .iter()
            .filter_map(|sequence| Some(sequence.table.sibling(sequence.given.as_ref()?.0.clone())));
        let known = catalog.tables.keys().chain(catalog.sequences.keys()).chain(catalog.composites.keys()).cloned();
        known.chain(given).collect()
    }

    /// The names of domains' constraints, which those of tables keep clear of.
    fn domain_constraints(&self) -> BTreeSet<QualifiedName> {
        let domains = self.declared.catalog.domains.iter();
        domains.flat_map(|(name, domain)| domain.checks.keys().map(|check| name.sibling(check.clone()))).collect()
    }
}

/// The first name of a row `first_second_label`, `first_second_label1`, … that is free.
pub(super) fn first_free(first: &str, second: Option<&str>, label: &str, free: impl Fn(&str) -> bool) -> String {
    let mut number = 0_u32;
    let mut name = make_object_name(first, second, label);
    while !free(&name) {
        number += 1;
        name = make_object_name(first, second, &format!("{label}{number}"));
    }
    name
}

/// What stands between table and label.
fn addition(draft: &Draft<'_>) -> Option<String> {
    joined(&draft.parts, draft.label)
}

/// The parts of a name in one: joined until they are longer than any name (`ChooseIndexNameAddition`). A primary key's
/// name has none.
fn joined(parts: &[String], label: &str) -> Option<String> {
    if parts.is_empty() || label.starts_with("pkey") {
        return None;
    }
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push('_');
        }
        text.push_str(clip(part, MAX_IDENTIFIER_BYTES));
        if text.len() > MAX_IDENTIFIER_BYTES {
            break;
        }
    }
    Some(text)
}
