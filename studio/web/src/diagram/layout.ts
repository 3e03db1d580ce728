import { clusters } from "./cluster";
import { type Graph, type GraphNode, neighbours } from "./graph";
import type { Point } from "./island";
import { layered } from "./layered";
import { pack } from "./pack";

export interface Layout {
  /** The upper left corner of each table. */
  places: Record<string, Point>;
  /** By edge: the points by which its line goes around the tables between its two. */
  routes: Record<string, Point[]>;
  width: number;
  height: number;
  /** The clusters, for their names. */
  islands: (Point & { width: number; height: number; title: string | null; group: boolean })[];
}

const outer = 120;

/**
 * Clusters, dagre inside each, and the clusters packed. A thousand tables laid out whole end in a strip that nobody
 * can look at.
 */
export function layOut(graph: Graph): Layout {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const degrees = new Map([...neighbours(graph)].map(([id, list]) => [id, list.length]));
  const islands = clusters(graph).map((ids) => {
    const nodes = ids.flatMap((id) => byId.get(id) ?? []);
    return { ...layered(nodes, graph), title: titleOf(nodes, degrees), group: groupOf(nodes) !== null };
  });
  const corners = pack(islands, outer);
  const places: Layout["places"] = {};
  const routes: Layout["routes"] = {};
  let width = 0;
  let height = 0;
  islands.forEach((island, at) => {
    const corner = corners[at] ?? { x: 0, y: 0 };
    const moved = ({ x, y }: Point): Point => ({ x: corner.x + x, y: corner.y + y });
    for (const [id, place] of island.places) places[id] = moved(place);
    for (const [id, points] of island.routes) routes[id] = points.map(moved);
    width = Math.max(width, corner.x + island.width);
    height = Math.max(height, corner.y + island.height);
  });
  const named = islands.map((one, at) => ({
    ...(corners[at] ?? { x: 0, y: 0 }),
    width: one.width,
    height: one.height,
    title: one.title,
    group: one.group,
  }));
  return { places, routes, width, height, islands: named };
}

/** The group's name, else that of the table that most others are joined to; none for tables on their own. */
function titleOf(nodes: readonly GraphNode[], degrees: ReadonlyMap<string, number>): string | null {
  const group = groupOf(nodes);
  if (group !== null) return group;
  const joined = nodes.filter(({ id }) => (degrees.get(id) ?? 0) > 0);
  if (joined.length < 3) return null;
  return joined.reduce((most, node) => ((degrees.get(node.id) ?? 0) > (degrees.get(most.id) ?? 0) ? node : most)).name;
}

/** The group that all of them are of. */
function groupOf(nodes: readonly GraphNode[]): string | null {
  const group = nodes[0]?.group ?? null;
  return nodes.every((node) => node.group === group) ? group : null;
}

/** By how much the table that is nearest to a place has moved from one layout to another. */
export function moveInMiddle(before: Layout, now: Layout, middle: Point): Point {
  let nearest = Number.POSITIVE_INFINITY;
  let moved = { x: 0, y: 0 };
  for (const [id, from] of Object.entries(before.places)) {
    const to = now.places[id];
    const distance = Math.hypot(from.x - middle.x, from.y - middle.y);
    if (to === undefined || distance >= nearest) continue;
    nearest = distance;
    moved = { x: to.x - from.x, y: to.y - from.y };
  }
  return moved;
}
