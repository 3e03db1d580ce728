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

/** `start` and all that is at most `hops` foreign keys away. */
export function neighbourhood(graph: Graph, start: readonly string[], hops: number): Set<string> {
  const adjacency = neighbours(graph);
  const reached = new Set(start.filter((id) => adjacency.has(id)));
  let edge = [...reached];
  for (let hop = 0; hop < hops; hop += 1) {
    const next: string[] = [];
    for (const id of edge) {
      for (const other of adjacency.get(id) ?? []) {
        if (reached.has(other)) continue;
        reached.add(other);
        next.push(other);
      }
    }
    edge = next;
  }
  return reached;
}

export function restrict(graph: Graph, to: ReadonlySet<string>): Graph {
  return {
    nodes: graph.nodes.filter(({ id }) => to.has(id)),
    edges: graph.edges.filter(({ source, target }) => to.has(source) && to.has(target)),
  };
}
