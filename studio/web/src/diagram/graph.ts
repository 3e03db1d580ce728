/** A table as the layout sees it. */
export interface GraphNode {
  id: string;
  name: string;
  width: number;
  height: number;
  /** Tables of one group of the schema file begin in one cluster. */
  group: string | null;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export type Adjacency = ReadonlyMap<string, readonly string[]>;

/** Who is joined to whom, without loops and without repeats. */
export function neighbours(graph: Graph): Adjacency {
  const sets = new Map<string, Set<string>>(graph.nodes.map(({ id }) => [id, new Set()]));
  for (const { source, target } of graph.edges) {
    if (source === target) continue;
    const from = sets.get(source);
    const to = sets.get(target);
    if (from === undefined || to === undefined) continue;
    from.add(target);
    to.add(source);
  }
  return new Map([...sets].map(([id, set]) => [id, [...set]]));
}

/**
 * `start` and what is at most `hops` foreign keys away, the nearest first, and of those that are as near the ones that
 * are joined to the most that is there already. Of more than `most` the rest is left out; `found` counts all.
 */
export function neighbourhood(
  graph: Graph,
  start: string,
  hops: number,
  most = Number.POSITIVE_INFINITY,
): { ids: Set<string>; found: number } {
  const adjacency = neighbours(graph);
  const reached = new Set(adjacency.has(start) ? [start] : []);
  let edge = [...reached];
  for (let hop = 0; hop < hops; hop += 1) {
    const joins = new Map<string, number>();
    for (const id of edge) {
      for (const other of adjacency.get(id) ?? []) {
        if (!reached.has(other)) joins.set(other, (joins.get(other) ?? 0) + 1);
      }
    }
    // What the table itself refers to says what it is: that is never left out for what refers to it.
    const own = new Set(graph.edges.filter(({ source }) => source === start).map(({ target }) => target));
    edge = [...joins]
      .sort(([a, x], [b, y]) => Number(own.has(b)) - Number(own.has(a)) || y - x || (a < b ? -1 : 1))
      .map(([id]) => id);
    for (const id of edge) reached.add(id);
  }
  return { ids: new Set([...reached].slice(0, most)), found: reached.size };
}

export function restrict(graph: Graph, to: ReadonlySet<string>): Graph {
  return {
    nodes: graph.nodes.filter(({ id }) => to.has(id)),
    edges: graph.edges.filter(({ source, target }) => to.has(source) && to.has(target)),
  };
}
