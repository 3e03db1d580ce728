//! The order of a plan's statements: what is needed comes first, and everything else is decided by phase, rank and
//! name, so that the same plan always reads the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::merge::merged;
use super::stage::{rewrites, stages};
use super::statement::{Phase, Statement};

/// Statements that belong together, with what they do to which objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// The statements in order; all of them in one phase.
    pub statements: Vec<Statement>,
    /// Objects that are there only after it.
    pub creates: Vec<ObjectId>,
    /// Objects that are gone after it.
    pub drops: Vec<ObjectId>,
    /// Objects whose form changes, so that what depends on the old form must be gone before and what depends on the new
    /// form can only come after.
    pub alters: Vec<ObjectId>,
    /// Further objects that have to be there before.
    pub needs: Vec<ObjectId>,
    /// Objects that have to be gone before, if they go.
    pub follows: Vec<ObjectId>,
    /// Objects that may only go after it.
    pub precedes: Vec<ObjectId>,
    /// Names of relations and types that it begins to use.
    pub takes: Vec<QualifiedName>,
    /// Names of relations and types that it gives up.
    pub releases: Vec<QualifiedName>,
    /// What it is a part of, with other nodes: all of them or none are carried out.
    pub bundles: Vec<ObjectId>,
    /// The statement in the course of a transaction, where the node's own stands outside of any and can wait to the end.
    pub at_once: Option<Statement>,
    /// Where it would like to stand among nodes of its phase that do not depend on each other.
    pub rank: Rank,
}

/// The order in which a reviewer would like to read what is free to stand anywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    #[default]
    Prerequisite,
    Type,
    Sequence,
    DropDependent,
    Table,
    Column,
    Value,
    Constraint,
    ForeignKey,
    Index,
    Ownership,
    DropColumn,
    DropTable,
    DropPrerequisite,
}

impl Node {
    /// A node of these statements; the phase is the first one's.
    pub(super) fn new(rank: Rank, statements: Vec<Statement>) -> Self {
        Self { statements, rank, ..Self::default() }
    }

    pub(super) fn creating(mut self, object: ObjectId) -> Self {
        self.creates.push(object);
        self
    }

    pub(super) fn dropping(mut self, object: ObjectId) -> Self {
        self.drops.push(object);
        self
    }

    pub(super) fn altering(mut self, object: ObjectId) -> Self {
        self.alters.push(object);
        self
    }

    pub(super) fn needing(mut self, object: ObjectId) -> Self {
        self.needs.push(object);
        self
    }

    pub(super) fn following(mut self, object: ObjectId) -> Self {
        self.follows.push(object);
        self
    }

    pub(super) fn preceding(mut self, object: ObjectId) -> Self {
        self.precedes.push(object);
        self
    }

    pub(super) fn taking(mut self, name: QualifiedName) -> Self {
        self.takes.push(name);
        self
    }

    pub(super) fn releasing(mut self, name: QualifiedName) -> Self {
        self.releases.push(name);
        self
    }

    /// The same as a part of what the object becomes.
    pub(super) fn bundled(mut self, object: ObjectId) -> Self {
        self.bundles.push(object);
        self
    }

    pub(super) fn phase(&self) -> Phase {
        self.statements.first().map_or(Phase::Main, |statement| statement.phase)
    }

    /// What decides between nodes that are free to stand anywhere.
    fn key(&self) -> (Rank, Option<&ObjectId>, &str) {
        let first = self.statements.first();
        (self.rank, first.map(|statement| &statement.object), first.map_or("", |statement| statement.sql.as_str()))
    }
}

/// Puts nodes in order and gives their statements.
///
/// # Errors
/// The objects of a cycle, where the nodes cannot be put in any order.
pub(super) fn order(nodes: Vec<Node>, from: &Catalog, to: &Catalog) -> Result<Vec<Statement>, Vec<ObjectId>> {
    let (before, count) = (edges(&nodes, from, to), nodes.len());
    let mut nodes = merged(nodes, &before);
    let edges = if nodes.len() == count { before } else { edges(&nodes, from, to) };
    let keys: Vec<_> = nodes.iter().map(Node::key).collect();
    let sequence = in_order(&keys, &edges);
    if sequence.len() < nodes.len() {
        let placed: BTreeSet<usize> = sequence.into_iter().collect();
        let stuck = nodes.into_iter().enumerate().filter(|(index, _)| !placed.contains(index));
        let objects: BTreeSet<_> =
            stuck.flat_map(|(_, node)| [node.creates, node.drops, node.alters].concat()).collect();
        return Err(objects.into_iter().collect());
    }
    let (stages, bundles) = stages(&mut nodes, &sequence, &edges);
    let rewrites = rewrites(&nodes, &sequence, &edges);
    let keys: Vec<_> =
        stages.iter().zip(rewrites).zip(&nodes).map(|((stage, rewrite), node)| (*stage, rewrite, node.key())).collect();
    let sequence = in_order(&keys, &edges);
    let joined = joined(&sequence, &bundles);
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let mut statements = Vec::new();
    for (place, index) in sequence.into_iter().enumerate() {
        let (Some(node), Some(stage)) = (nodes.get_mut(index).and_then(Option::take), stages.get(index)) else {
            continue;
        };
        statements.extend(node.statements.into_iter().map(|statement| Statement {
            phase: stage.phase,
            joined: joined.contains(&place),
            ..statement
        }));
    }
    Ok(statements)
}

/// The places of a sequence that belong into the transaction of the place before.
fn joined(sequence: &[usize], bundles: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let places: BTreeMap<usize, usize> = sequence.iter().enumerate().map(|(place, index)| (*index, place)).collect();
    let mut joined = BTreeSet::new();
    for bundle in bundles {
        let of = || bundle.iter().filter_map(|index| places.get(index).copied());
        if let (Some(first), Some(last)) = (of().min(), of().max()) {
            joined.extend(first + 1..=last);
        }
    }
    joined
}

/// The indexes in an order that the edges allow, the lesser key first where they allow any. Those of a cycle are missing.
pub(super) fn in_order<Key: Ord>(keys: &[Key], edges: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut waiting_for = vec![0_usize; keys.len()];
    let mut by_source: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(before, after) in edges {
        if let Some(count) = waiting_for.get_mut(after) {
            *count += 1;
        }
        by_source.entry(before).or_default().push(after);
    }
    // Positions in the order of keys stand for the nodes, so that the heap compares numbers.
    let mut sorted: Vec<usize> = (0..keys.len()).collect();
    sorted.sort_by(|&left, &right| keys.get(left).cmp(&keys.get(right)));
    let mut position = vec![0_usize; keys.len()];
    for (place, &index) in sorted.iter().enumerate() {
        if let Some(slot) = position.get_mut(index) {
            *slot = place;
        }
    }
    let place_of = |index: usize| position.get(index).copied().unwrap_or_default();
    let mut ready: BinaryHeap<Reverse<(usize, usize)>> = waiting_for
        .iter()
        .enumerate()
        .filter(|(_, count)| **count == 0)
        .map(|(index, _)| Reverse((place_of(index), index)))
        .collect();
    let mut sequence = Vec::with_capacity(keys.len());
    while let Some(Reverse((_, index))) = ready.pop() {
        sequence.push(index);
        for &after in by_source.get(&index).into_iter().flatten() {
            if let Some(count) = waiting_for.get_mut(after) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse((place_of(after), after)));
                }
            }
        }
    }
    sequence
}

/// The pairs (before, after) of nodes, by index.
fn edges(nodes: &[Node], from: &Catalog, to: &Catalog) -> BTreeSet<(usize, usize)> {
    let index_by = |objects: fn(&Node) -> &[ObjectId]| {
        let mut map: BTreeMap<&ObjectId, Vec<usize>> = BTreeMap::new();
        for (index, node) in nodes.iter().enumerate() {
            for object in objects(node) {
                map.entry(object).or_default().push(index);
            }
        }
        map
    };
    let creators = index_by(|node| &node.creates);
    let droppers = index_by(|node| &node.drops);
    let alterers = index_by(|node| &node.alters);
    let mut releasers: BTreeMap<&QualifiedName, Vec<usize>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for name in &node.releases {
            releasers.entry(name).or_default().push(index);
        }
    }
    let of = |map: &BTreeMap<&ObjectId, Vec<usize>>, object: &ObjectId| map.get(object).cloned().unwrap_or_default();

    let mut edges = BTreeSet::new();
    let mut add = |before: &[usize], after: &[usize]| {
        for &before in before {
            edges.extend(after.iter().filter(|&&after| after != before).map(|&after| (before, after)));
        }
    };
    for (index, node) in nodes.iter().enumerate() {
        let this = [index];
        for created in &node.creates {
            add(&of(&droppers, created), &this);
            for needed in to.dependencies.needed_by(created) {
                add(&of(&creators, needed), &this);
                add(&of(&alterers, needed), &this);
            }
            for within in types_within(to, created) {
                add(&of(&creators, within), &this);
                add(&of(&alterers, within), &this);
            }
        }
        for altered in &node.alters {
            for needed in to.dependencies.needed_by(altered) {
                add(&of(&creators, needed), &this);
                add(&of(&alterers, needed), &this);
            }
            for within in types_within(to, altered) {
                add(&of(&creators, within), &this);
                add(&of(&alterers, within), &this);
            }
            for needed in from.dependencies.needed_by(altered) {
                add(&this, &of(&droppers, needed));
            }
        }
        for dropped in &node.drops {
            for needed in from.dependencies.needed_by(dropped) {
                add(&this, &of(&droppers, needed));
                add(&this, &of(&alterers, needed));
                // An index cannot be written anew while a foreign key needs it.
                if matches!(needed, ObjectId::Constraint(..) | ObjectId::Index(_)) {
                    for held in from.dependencies.needed_by(needed) {
                        add(&this, &of(&alterers, held));
                    }
                }
            }
        }
        for needed in &node.needs {
            add(&of(&creators, needed), &this);
            add(&of(&alterers, needed), &this);
        }
        for gone in &node.follows {
            add(&of(&droppers, gone), &this);
        }
        for kept in &node.precedes {
            add(&this, &of(&droppers, kept));
        }
        for name in &node.takes {
            add(releasers.get(name).map_or(&[], Vec::as_slice), &this);
        }
    }
    edges
}

/// The types that the object needs and those that they are made of, however deep: PostgreSQL changes none of them in place
/// any more once a column holds it inside of another one.
fn types_within<'a>(catalog: &'a Catalog, object: &ObjectId) -> BTreeSet<&'a ObjectId> {
    let needed_by = |object: &ObjectId| {
        let needed = catalog.dependencies.needed_by(object);
        needed.filter(|needed| matches!(needed, ObjectId::Type(_))).collect::<Vec<_>>()
    };
    let (mut found, mut open) = (BTreeSet::new(), needed_by(object));
    while let Some(within) = open.pop() {
        let ObjectId::Type(name) = within else { continue };
        if !found.insert(within) {
            continue;
        }
        open.extend(needed_by(within));
        let fields = catalog.composites.get(name).into_iter().flat_map(|composite| composite.fields.keys());
        for field in fields {
            open.extend(needed_by(&ObjectId::Column(name.clone(), field.clone())));
        }
    }
    found
}
