import { type Cluster, routesBetween } from "./between";
import { clusters } from "./cluster";
import { type Graph, type GraphNode, neighbours } from "./graph";
import type { Point } from "./island";
import { layered } from "./layered";
import { groupMargin, titleHeight } from "./model";
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
 * Clusters, dagre inside each, the clusters packed, and lines from one to another led around all of them. A thousand
 * tables laid out whole end in a strip that nobody can look at.
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
  const placed: Cluster[] = [];
  let width = 0;
  let height = 0;
  islands.forEach((island, at) => {
    const corner = corners[at] ?? { x: 0, y: 0 };
    const moved = ({ x, y }: Point): Point => ({ x: corner.x + x, y: corner.y + y });
    for (const [id, place] of island.places) places[id] = moved(place);
    for (const [id, points] of island.routes) routes[id] = points.map(moved);
    const tables = [...island.places].flatMap(([id, place]) => {
      const node = byId.get(id);
      return node === undefined ? [] : [{ id, ...moved(place), width: node.width, height: node.height }];
    });
    placed.push({ ...corner, width: island.width, height: island.height, tables });
    width = Math.max(width, corner.x + island.width);
    height = Math.max(height, corner.y + island.height);
  });
  for (const [id, points] of routesBetween(placed, graph, outer)) routes[id] = points;
  const named = islands.map((one, at) => ({
    ...(corners[at] ?? { x: 0, y: 0 }),
    width: one.width,
    height: one.height,
    title: one.title,
    group: one.group,
  }));
  return fromCorner({ places, routes, width, height, islands: named });
}

/** Lines run around the outermost clusters too, and groups have frames with a name above: the whole begins where they do. */
function fromCorner(layout: Layout): Layout {
  const frames = layout.islands
    .filter(({ group }) => group)
    .flatMap(({ x, y, width, height }): Point[] => [
      { x: x - groupMargin, y: y - groupMargin - titleHeight },
      { x: x + width + groupMargin, y: y + height + groupMargin },
    ]);
  const points = [...frames, ...Object.values(layout.routes).flat()];
  let [left, top, right, bottom] = [0, 0, layout.width, layout.height];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  if (left === 0 && top === 0) return { ...layout, width: right, height: bottom };
  const moved = <Place extends Point>(place: Place): Place => ({ ...place, x: place.x - left, y: place.y - top });
  const each = <From, To>(all: Record<string, From>, change: (one: From) => To): Record<string, To> =>
    Object.fromEntries(Object.entries(all).map(([id, one]) => [id, change(one)]));
  return {
    places: each(layout.places, moved),
    routes: each(layout.routes, (route) => route.map(moved)),
    width: right - left,
    height: bottom - top,
    islands: layout.islands.map(moved),
  };
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
