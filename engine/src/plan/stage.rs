//! In which transaction of a plan its nodes run: phases in their order, over again only where what comes must wait for a
//! later phase.
//!
//! What prepares a change and what finishes it belong together (a bundle): nothing that must commit between them may
//! come there. What loses data goes last, after all that can still fail.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::ObjectId;

use super::graph::{Node, Rank};
use super::statement::{Phase, Statement};

/// A phase, and how often the phases have begun anew before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stage {
    round: u32,
    pub phase: Phase,
}

impl Stage {
    const fn first(phase: Phase) -> Self {
        Self { round: 0, phase }
    }

    /// The first stage at which what is of this phase can run after something at this stage.
    fn then(self, phase: Phase) -> Self {
        if !joins(phase) {
            return Self { round: if phase < self.phase { self.round + 1 } else { self.round }, phase };
        }
        // What is quick joins the transaction that it waits for, or the next one.
        let phase = match phase.max(self.phase) {
            Phase::BuildIndex => Phase::AttachIndex,
            Phase::Validate => Phase::AfterValidation,
            Phase::DropIndex => Phase::Remove,
            phase => phase,
        };
        Self { phase, ..self }
    }
}

/// Whether what is of the phase can share a transaction with what is of another such phase.
fn joins(phase: Phase) -> bool {
    matches!(phase, Phase::Main | Phase::AttachIndex | Phase::AfterValidation | Phase::Remove)
}

/// How many times bundles are gathered, each of which may move another one.
const GATHERINGS: usize = 8;

/// The graph of a plan, by the indexes of its nodes.
struct Graph<'a> {
    /// All nodes, each after those that it waits for.
    sequence: &'a [usize],
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn new(sequence: &'a [usize], edges: &BTreeSet<(usize, usize)>) -> Self {
        let empty = || vec![Vec::new(); sequence.len()];
        let mut graph = Self { sequence, before: empty(), after: empty() };
        for &(before, after) in edges {
            if let Some(list) = graph.before.get_mut(after) {
                list.push(before);
            }
            if let Some(list) = graph.after.get_mut(before) {
                list.push(after);
            }
        }
        graph
    }

    /// The nodes that the lists lead to from these, with these.
    fn reach(lists: &[Vec<usize>], from: &[usize]) -> BTreeSet<usize> {
        let (mut seen, mut open) = (BTreeSet::new(), from.to_vec());
        while let Some(index) = open.pop() {
            if seen.insert(index) {
                open.extend(lists.get(index).into_iter().flatten());
            }
        }
        seen
    }

    /// These nodes and all that have to run between two of them.
    fn closed(&self, members: &[usize]) -> BTreeSet<usize> {
        let (ahead, behind) = (Self::reach(&self.after, members), Self::reach(&self.before, members));
        ahead.intersection(&behind).copied().collect()
    }
}

/// Which rewrite each node leads to, counted: what none needs comes after all of them, so that no table is locked by it
/// while another one is written anew.
pub(super) fn rewrites(nodes: &[Node], sequence: &[usize], edges: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let graph = Graph::new(sequence, edges);
    let mut rewrites = vec![usize::MAX; nodes.len()];
    for (number, &index) in sequence.iter().enumerate() {
        let mut open = vec![index];
        if !nodes.get(index).is_some_and(is_long) {
            continue;
        }
        while let Some(index) = open.pop() {
            if let Some(slot) = rewrites.get_mut(index).filter(|slot| **slot == usize::MAX) {
                *slot = number;
                open.extend(graph.before.get(index).into_iter().flatten());
            }
        }
    }
    rewrites
}

/// Whether a table may be written anew.
fn is_long(node: &Node) -> bool {
    let retypes = |statement: &Statement| statement.column_actions.iter().any(|action| action.data_type.is_some());
    node.statements.iter().any(|statement| retypes(statement) || !statement.rewrites.is_empty())
}

/// The stage of each node, and the bundles, by the indexes of the nodes. `sequence` has all nodes in an order that the
/// edges allow. Indexes that would be dropped CONCURRENTLY while a transaction waits for it are dropped in that one.
pub(super) fn stages(
    nodes: &mut [Node],
    sequence: &[usize],
    edges: &BTreeSet<(usize, usize)>,
) -> (Vec<Stage>, Vec<BTreeSet<usize>>) {
    let graph = Graph::new(sequence, edges);
    let late = wait(nodes, &graph);
    let mut bundles: BTreeMap<&ObjectId, Vec<usize>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for bundle in &node.bundles {
            bundles.entry(bundle).or_default().push(index);
        }
    }
    let bundles: Vec<Vec<usize>> = bundles.into_values().filter(|members| members.len() > 1).collect();
    let phases: Vec<Phase> = nodes.iter().map(Node::phase).collect();
    let mut least = vec![Stage::first(Phase::Check); nodes.len()];
    let mut given_up = BTreeSet::new();
    let mut stages = assigned(&graph, &phases, &late, &least);
    for gathering in 0.. {
        let mut moved = false;
        for (number, members) in bundles.iter().enumerate() {
            let of = |index: &usize| stages.get(*index).copied();
            let (first, last) = (members.iter().filter_map(of).min(), members.iter().filter_map(of).max());
            let (true, Some(last)) = (first != last && !given_up.contains(&number), last) else {
                continue;
            };
            let closed = graph.closed(members);
            let can_join = closed.iter().all(|index| phases.get(*index).copied().is_some_and(joins));
            if !can_join || !joins(last.phase) || gathering == GATHERINGS {
                given_up.insert(number);
                continue;
            }
            for index in closed {
                if let Some(stage) = least.get_mut(index) {
                    *stage = last.max(*stage);
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
        stages = assigned(&graph, &phases, &late, &least);
    }
    let whole = |members: &Vec<usize>| {
        let mut of = members.iter().map(|index| stages.get(*index));
        let first = of.next();
        of.all(|stage| Some(stage) == first)
    };
    let bundles = bundles.into_iter().filter(whole).map(|members| members.into_iter().collect()).collect();
    (stages, bundles)
}

/// The first stage of each node that comes after those of all that it waits for, and is not before its least one.
fn assigned(graph: &Graph<'_>, phases: &[Phase], late: &BTreeSet<usize>, least: &[Stage]) -> Vec<Stage> {
    let mut stages = vec![Stage::first(Phase::Check); phases.len()];
    let mut round = 0;
    for is_late in [false, true] {
        for &index in graph.sequence.iter().filter(|index| late.contains(index) == is_late) {
            let Some(&phase) = phases.get(index) else { continue };
            // What is late comes after all others.
            let own = Stage { round: if is_late { round } else { 0 }, phase };
            let own = least.get(index).copied().map_or(own, |least| own.max(least));
            let before = graph.before.get(index).into_iter().flatten();
            let before = before.filter_map(|before| stages.get(*before)).map(|before| before.then(phase));
            let stage = before.fold(own, Stage::max);
            if let Some(slot) = stages.get_mut(index) {
                *slot = stage;
            }
        }
        round = stages.iter().map(|stage| stage.round).max().unwrap_or_default();
    }
    stages
}

/// Which nodes run after all others: indexes dropped CONCURRENTLY and what loses data, unless something else waits for
/// them. Those that do not wait are put where they can run.
fn wait(nodes: &mut [Node], graph: &Graph<'_>) -> BTreeSet<usize> {
    let mut late = BTreeSet::new();
    for &index in graph.sequence.iter().rev() {
        let Some(node) = nodes.get(index) else { continue };
        let can_wait = node.at_once.is_some() || loses(node);
        let waiting_for_it = graph.after.get(index).into_iter().flatten();
        if can_wait && waiting_for_it.clone().all(|after| late.contains(after)) {
            late.insert(index);
            continue;
        }
        // Nothing is torn where an index takes the name of another one.
        let phases = waiting_for_it.filter(|after| !late.contains(*after)).filter_map(|after| nodes.get(*after));
        let is_alone = phases.map(Node::phase).all(|phase| phase == Phase::BuildIndex);
        if let Some(node) = nodes.get_mut(index) {
            match node.at_once.take() {
                Some(_) if is_alone => set_phase(node, Phase::BuildIndex),
                Some(statement) => {
                    node.statements = vec![statement];
                    node.rank = Rank::DropDependent;
                }
                None => {}
            }
        }
    }
    // Where all else is one transaction there is nothing to wait for.
    let later = [Phase::BuildIndex, Phase::AttachIndex, Phase::Validate, Phase::AfterValidation];
    let is_cut = nodes.iter().enumerate().any(|(index, node)| !late.contains(&index) && later.contains(&node.phase()));
    let dropped: Vec<usize> =
        late.iter().copied().filter(|index| nodes.get(*index).is_some_and(|node| node.at_once.is_some())).collect();
    let behind = Graph::reach(&graph.after, &dropped);
    late.retain(|index| {
        let Some(node) = nodes.get_mut(*index) else { return false };
        if node.at_once.is_some() {
            return true;
        }
        let waits = is_cut || behind.contains(index);
        if waits {
            set_phase(node, Phase::Remove);
        }
        waits
    });
    late
}

/// Whether the node takes something away for good.
fn loses(node: &Node) -> bool {
    node.rank >= Rank::DropColumn
        && node.phase() == Phase::Main
        && node.bundles.is_empty()
        && node.creates.is_empty()
        && node.alters.is_empty()
}

fn set_phase(node: &mut Node, phase: Phase) {
    for statement in &mut node.statements {
        statement.phase = phase;
    }
}
