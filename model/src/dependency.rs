//! Which object needs which.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::QualifiedName;
use crate::object::OtherKind;

/// The address of an object in a catalog.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectId {
    /// An extension.
    Extension(String),
    /// A schema.
    Schema(String),
    /// An enum, domain or composite type.
    Type(QualifiedName),
    /// A sequence that is an object of its own.
    Sequence(QualifiedName),
    /// A table.
    Table(QualifiedName),
    /// A column of a table (or a field of a composite type), with all that hangs on it but its default.
    Column(QualifiedName, String),
    /// The default, identity or generation expression of a column.
    ColumnValue(QualifiedName, String),
    /// A constraint of a table or domain.
    Constraint(QualifiedName, String),
    /// An index that no constraint owns, by its own qualified name.
    Index(QualifiedName),
    /// An object known by name only, with its identity as `pg_identify_object` prints it.
    Other(OtherKind, String),
}

impl ObjectId {
    /// The words with which the name of the object begins in a message, which say what it is: `column`.
    pub fn kind_words(&self) -> &'static str {
        match self {
            Self::Extension(_) => "extension",
            Self::Schema(_) => "schema",
            Self::Type(_) => "type",
            Self::Sequence(_) => "sequence",
            Self::Table(_) => "table",
            Self::Column(..) => "column",
            Self::ColumnValue(..) => "default of",
            Self::Constraint(..) => "constraint",
            Self::Index(_) => "index",
            Self::Other(kind, _) => kind.words(),
        }
    }

    /// What follows these words: `public.member.role`.
    pub fn name_words(&self) -> String {
        let whole = self.to_string();
        whole.strip_prefix(self.kind_words()).map_or(whole.as_str(), str::trim_start).to_owned()
    }
}

impl fmt::Display for ObjectId {
    /// Writes what a message calls the object: `column public.member.role`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::name::quote_identifier as quote;
        let kind = self.kind_words();
        match self {
            Self::Extension(name) | Self::Schema(name) => write!(formatter, "{kind} {}", quote(name)),
            Self::Type(name) | Self::Sequence(name) | Self::Table(name) | Self::Index(name) => {
                write!(formatter, "{kind} {name}")
            }
            Self::Column(table, column) | Self::ColumnValue(table, column) => {
                write!(formatter, "{kind} {table}.{}", quote(column))
            }
            Self::Constraint(owner, name) => write!(formatter, "{kind} {} on {owner}", quote(name)),
            Self::Other(_, identity) => write!(formatter, "{kind} {identity}"),
        }
    }
}

/// Which object needs which others to stand: the edges of `pg_depend`, between the objects of one catalog.
///
/// Addresses are shared, and so is what an object needs: a large database has tens of thousands of edges between far
/// fewer objects, and parts of a catalog are copied with all that is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies(BTreeMap<Arc<ObjectId>, Needs>);

/// What one object needs: in order, each once.
type Needs = Arc<[Arc<ObjectId>]>;

impl Dependencies {
    /// Notes that `dependent` needs `needed`. An object does not need itself.
    pub fn insert(&mut self, dependent: ObjectId, needed: ObjectId) {
        if dependent != needed {
            add(self.0.entry(Arc::new(dependent)).or_default(), &[Arc::new(needed)]);
        }
    }

    /// What `dependent` needs directly, in order.
    pub fn needed_by(&self, dependent: &ObjectId) -> impl Iterator<Item = &ObjectId> {
        self.0.get(dependent).into_iter().flat_map(|needs| needs.iter()).map(Arc::as_ref)
    }

    /// All edges as (dependent, needed), in order.
    pub fn iter(&self) -> impl Iterator<Item = (&ObjectId, &ObjectId)> {
        self.0
            .iter()
            .flat_map(|(dependent, needed)| needed.iter().map(move |needed| (dependent.as_ref(), needed.as_ref())))
    }

    /// What those dependents need for which `keep` says yes.
    #[must_use]
    pub fn of_those(&self, keep: impl Fn(&ObjectId) -> bool) -> Self {
        let kept = self.0.iter().filter(|(dependent, _)| keep(dependent));
        Self(kept.map(|(dependent, needed)| (Arc::clone(dependent), needed.clone())).collect())
    }

    /// Adds what others are known to need.
    pub fn extend(&mut self, more: &Self) {
        for (dependent, needed) in &more.0 {
            add(self.0.entry(Arc::clone(dependent)).or_default(), needed);
        }
    }

    /// All that needs any of `roots`, directly or through others, without the roots themselves.
    pub fn dependents_of(&self, roots: &BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
        let mut dependents: HashMap<&ObjectId, Vec<&ObjectId>> = HashMap::new();
        for (dependent, needed) in self.iter() {
            dependents.entry(needed).or_default().push(dependent);
        }
        let mut found = BTreeSet::new();
        let mut waiting: Vec<&ObjectId> = roots.iter().collect();
        while let Some(needed) = waiting.pop() {
            for dependent in dependents.get(needed).into_iter().flatten() {
                if !roots.contains(*dependent) && !found.contains(*dependent) {
                    found.insert(ObjectId::clone(dependent));
                    waiting.push(dependent);
                }
            }
        }
        found
    }
}

/// Adds needs to those that are there.
fn add(needs: &mut Needs, more: &[Arc<ObjectId>]) {
    *needs = in_order(needs.iter().chain(more).cloned().collect());
}

fn in_order(mut needs: Vec<Arc<ObjectId>>) -> Needs {
    needs.sort();
    needs.dedup();
    needs.into()
}

/// Collects objects, each once, with what each of them needs. An object must not be among its own needs.
impl FromIterator<(Arc<ObjectId>, Vec<Arc<ObjectId>>)> for Dependencies {
    fn from_iter<I: IntoIterator<Item = (Arc<ObjectId>, Vec<Arc<ObjectId>>)>>(needs: I) -> Self {
        Self(needs.into_iter().map(|(dependent, needs)| (dependent, in_order(needs))).collect())
    }
}

impl Serialize for Dependencies {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let needs = |(dependent, needed): (&Arc<ObjectId>, &Needs)| {
            (ObjectId::clone(dependent), needed.iter().map(|needed| ObjectId::clone(needed)).collect::<Vec<_>>())
        };
        serializer.collect_seq(self.0.iter().map(needs))
    }
}

impl<'de> Deserialize<'de> for Dependencies {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs = Vec::<(ObjectId, Vec<ObjectId>)>::deserialize(deserializer)?;
        let shared = |(dependent, needed): (ObjectId, Vec<ObjectId>)| {
            (Arc::new(dependent), needed.into_iter().map(Arc::new).collect())
        };
        Ok(pairs.into_iter().map(shared).collect())
    }
}
