import { Graph as DagreGraph, layout as dagreLayout } from "@dagrejs/dagre";
import { clusters } from "./cluster";
import { type Graph, type GraphNode, neighbours } from "./graph";
import { type Box, pack } from "./pack";

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  /** The upper left corner of each table. */
  places: Record<string, Point>;
  width: number;
  height: number;
  /** The clusters, for their names. */
  islands: (Point & { width: number; height: number; title: string | null })[];
}

const inner = 48;
const outer = 120;

interface Island extends Box {
  places: Map<string, Point>;
}

/**
 * Clusters, dagre inside each, and the clusters packed. A thousand tables laid out whole end in a strip that nobody
 * can look at.
 */
export function layOut(graph: Graph): Layout {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const linked = new Set(graph.edges.flatMap(({ source, target }) => (source === target ? [] : [source, target])));
  const degrees = new Map([...neighbours(graph)].map(([id, list]) => [id, list.length]));
  const islands = clusters(graph).map((ids) => {
    const nodes = ids.flatMap((id) => byId.get(id) ?? []);
    const made = nodes.some(({ id }) => linked.has(id)) ? layered(nodes, graph) : grid(nodes);
    return { ...made, title: titleOf(nodes, degrees) };
  });
  const corners = pack(islands, outer);
  const places: Record<string, Point> = {};
  let width = 0;
  let height = 0;
  islands.forEach((island, at) => {
    const corner = corners[at] ?? { x: 0, y: 0 };
    for (const [id, place] of island.places) places[id] = { x: corner.x + place.x, y: corner.y + place.y };
    width = Math.max(width, corner.x + island.width);
    height = Math.max(height, corner.y + island.height);
  });
  const named = islands.map((one, at) => ({
    ...(corners[at] ?? { x: 0, y: 0 }),
    width: one.width,
    height: one.height,
    title: one.title,
  }));
  return { places, width, height, islands: named };
}

/** The group's name, else that of the table that most others are joined to; none for tables on their own. */
function titleOf(nodes: readonly GraphNode[], degrees: ReadonlyMap<string, number>): string | null {
  const group = nodes[0]?.group ?? null;
  if (group !== null && nodes.every((node) => node.group === group)) return group;
  const joined = nodes.filter(({ id }) => (degrees.get(id) ?? 0) > 0);
  if (joined.length < 3) return null;
  return joined.reduce((most, node) => ((degrees.get(node.id) ?? 0) > (degrees.get(most.id) ?? 0) ? node : most)).name;
}

/** Tables that refer to nothing here: rows of boxes. */
function grid(nodes: readonly GraphNode[]): Island {
  const corners = pack(nodes, inner);
  return island(nodes.map((node, at) => [node, corners[at] ?? { x: 0, y: 0 }]));
}

function layered(nodes: readonly GraphNode[], graph: Graph): Island {
  const within = new Set(nodes.map(({ id }) => id));
  const dagre = new DagreGraph();
  dagre.setGraph({ rankdir: "LR", nodesep: inner / 2, ranksep: inner * 2, edgesep: 8 });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) dagre.setNode(id, { width, height });
  for (const { source, target } of graph.edges) {
    if (source !== target && within.has(source) && within.has(target)) dagre.setEdge(source, target);
  }
  dagreLayout(dagre);
  return island(
    nodes.map((node) => {
      const { x, y } = dagre.node(node.id) as Point;
      return [node, { x: x - node.width / 2, y: y - node.height / 2 }];
    }),
  );
}

function island(placed: readonly (readonly [GraphNode, Point])[]): Island {
  const left = Math.min(...placed.map(([, { x }]) => x));
  const top = Math.min(...placed.map(([, { y }]) => y));
  return {
    places: new Map(placed.map(([{ id }, { x, y }]) => [id, { x: Math.round(x - left), y: Math.round(y - top) }])),
    width: Math.max(...placed.map(([{ width }, { x }]) => x + width)) - left,
    height: Math.max(...placed.map(([{ height }, { y }]) => y + height)) - top,
  };
}
