import { type Adjacency, type Graph, neighbours } from "./graph";

/** A table that so many others refer to (users, organisations) would pull everything into one cluster. */
export function hubs(adjacency: Adjacency): Set<string> {
  const degrees = [...adjacency.values()].map((list) => list.length).sort((a, b) => a - b);
  const upper = degrees[Math.floor(degrees.length * 0.95)] ?? 0;
  const limit = Math.max(12, upper * 2);
  return new Set([...adjacency].filter(([, list]) => list.length > limit).map(([id]) => id));
}

const rounds = 20;
const largest = 40;

/**
 * Clusters by label propagation: each table takes the label that most of its neighbours have, in the order of names so
 * that a schema always looks the same. Hubs take no part; each joins the cluster it has most to do with at the end.
 */
export function clusters(graph: Graph): string[][] {
  const adjacency = neighbours(graph);
  const left = hubs(adjacency);
  const ids = graph.nodes.map(({ id }) => id).sort();
  const label = new Map<string, string>();
  const size = new Map<string, number>();
  for (const { id, group } of graph.nodes) {
    const first = group === null ? id : `group ${group}`;
    label.set(id, first);
    size.set(first, (size.get(first) ?? 0) + 1);
  }
  const move = (id: string, to: string) => {
    const from = label.get(id) ?? id;
    size.set(from, (size.get(from) ?? 1) - 1);
    size.set(to, (size.get(to) ?? 0) + 1);
    label.set(id, to);
  };
  const grouped = new Set(graph.nodes.filter(({ group }) => group !== null).map(({ id }) => id));
  for (let round = 0; round < rounds; round += 1) {
    let moved = false;
    for (const id of ids) {
      if (left.has(id) || grouped.has(id)) continue;
      const own = label.get(id) ?? id;
      const best = mostFrequent(adjacency.get(id) ?? [], label, left, own);
      if (best === own || (size.get(best) ?? 0) >= largest) continue;
      move(id, best);
      moved = true;
    }
    if (!moved) break;
  }
  for (const id of [...left].sort()) {
    if (grouped.has(id)) continue;
    const best = mostFrequent(adjacency.get(id) ?? [], label, left, id);
    move(id, best);
  }
  // What only hubs join stands with one of them, not among the tables that nothing joins.
  for (const id of ids) {
    const list = adjacency.get(id) ?? [];
    const [first] = [...list].sort();
    if (first === undefined || left.has(id) || grouped.has(id) || !list.every((other) => left.has(other))) continue;
    move(id, label.get(first) ?? id);
  }
  return gather(ids, label);
}

function mostFrequent(
  list: readonly string[],
  label: ReadonlyMap<string, string>,
  without: ReadonlySet<string>,
  own: string,
): string {
  const votes = new Map<string, number>();
  for (const other of list) {
    if (without.has(other)) continue;
    const vote = label.get(other) ?? other;
    votes.set(vote, (votes.get(vote) ?? 0) + 1);
  }
  let best = own;
  let most = votes.get(own) ?? 0;
  for (const [vote, number] of votes) {
    if (number > most || (number === most && number > 0 && vote < best)) {
      best = vote;
      most = number;
    }
  }
  return best;
}

/** The clusters, the largest first; tables on their own, and in no group, are put together into one. */
function gather(ids: readonly string[], label: ReadonlyMap<string, string>): string[][] {
  const byLabel = new Map<string, string[]>();
  for (const id of ids) {
    const name = label.get(id) ?? id;
    const members = byLabel.get(name);
    if (members) members.push(id);
    else byLabel.set(name, [id]);
  }
  const isSingle = ([name, members]: [string, string[]]) => members.length === 1 && !name.startsWith("group ");
  const single = [...byLabel].filter(isSingle).flatMap(([, members]) => members);
  const many = [...byLabel].filter((one) => !isSingle(one)).map(([, members]) => members);
  many.sort((a, b) => b.length - a.length);
  return single.length > 0 ? [...many, single] : many;
}
