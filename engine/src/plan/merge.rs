//! Several changes of a table's columns in one statement, so that the table is written anew once.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::{ObjectId, QualifiedName};

use super::graph::{Node, in_order};

/// Merges the nodes of each table that can be, as far as no other node has to come between them.
pub(super) fn merged(mut nodes: Vec<Node>, edges: &BTreeSet<(usize, usize)>) -> Vec<Node> {
    let mut tables: BTreeMap<&QualifiedName, Vec<usize>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        if let [statement] = node.statements.as_slice()
            && let ObjectId::Column(table, _) = &statement.object
            && !statement.column_actions.is_empty()
        {
            tables.entry(table).or_default().push(index);
        }
    }
    let pairs: Vec<(usize, usize)> = tables
        .into_values()
        .filter_map(|indexes| indexes.split_first().map(|(first, others)| (*first, others.to_vec())))
        .flat_map(|(first, others)| others.into_iter().map(move |other| (first, other)))
        .collect();
    if pairs.is_empty() {
        return nodes;
    }
    let mut into: BTreeMap<usize, usize> = pairs.iter().map(|(first, other)| (*other, *first)).collect();
    if !fits(nodes.len(), edges, &into) {
        into.clear();
        for (first, other) in pairs {
            into.insert(other, first);
            if !fits(nodes.len(), edges, &into) {
                into.remove(&other);
            }
        }
    }
    for (other, first) in &into {
        let taken = nodes.get_mut(*other).map(std::mem::take);
        if let (Some(taken), Some(node)) = (taken, nodes.get_mut(*first)) {
            absorb(node, taken);
        }
    }
    nodes.retain(|node| !node.statements.is_empty());
    nodes
}

/// Whether the nodes can still be put in order when some have become part of others.
fn fits(count: usize, edges: &BTreeSet<(usize, usize)>, into: &BTreeMap<usize, usize>) -> bool {
    let of = |index: usize| into.get(&index).copied().unwrap_or(index);
    let edges: BTreeSet<_> = edges.iter().map(|&(before, after)| (of(before), of(after))).collect();
    let keys: Vec<usize> = (0..count).collect();
    edges.iter().all(|(before, after)| before != after) && in_order(&keys, &edges).len() == count
}

/// Makes the statement of a node one with that of another, both of which change columns of one table.
fn absorb(node: &mut Node, other: Node) {
    let (Some(statement), Some(taken)) = (node.statements.first_mut(), other.statements.into_iter().next()) else {
        return;
    };
    let ObjectId::Column(table, _) = &statement.object else { return };
    statement.column_actions.extend(taken.column_actions);
    let actions: Vec<_> = statement.column_actions.iter().map(|change| change.action.as_str()).collect();
    statement.sql = format!("ALTER TABLE {table}\n    {}", actions.join(",\n    "));
    for (table, mode) in &taken.locks {
        *statement = statement.clone().locking(table, *mode);
    }
    statement.hazards.extend(taken.hazards);
    let rewritten = taken.rewrites.into_iter().filter(|table| !statement.rewrites.contains(table));
    let rewritten: Vec<_> = rewritten.collect();
    statement.rewrites.extend(rewritten);
    node.creates.extend(other.creates);
    node.drops.extend(other.drops);
    node.alters.extend(other.alters);
    node.needs.extend(other.needs);
    node.follows.extend(other.follows);
    node.precedes.extend(other.precedes);
    node.takes.extend(other.takes);
    node.releases.extend(other.releases);
    node.bundles.extend(other.bundles);
}
