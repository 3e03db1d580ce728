import { beside, channelsAround, channelsIn, type Placed } from "./channels";
import type { Graph, GraphEdge } from "./graph";
import { anchorBelow, type Point } from "./island";
import { intoLanes, type Route } from "./lanes";
import { RoadMap, Ways } from "./roads";

/** A cluster where it was put, with its tables. */
export interface Cluster extends Placed {
  tables: (Placed & { id: string })[];
}

/** The lines that lead from one cluster to another: through the gaps between tables, and around the other clusters. */
export function routesBetween(clusters: readonly Cluster[], { edges }: Graph, gap: number): Map<string, Point[]> {
  const clusterOf = new Map(clusters.flatMap(({ tables }, at) => tables.map(({ id }) => [id, at] as const)));
  const leading = edges.filter(({ source, target }) => {
    const [from, to] = [clusterOf.get(source), clusterOf.get(target)];
    return from !== undefined && to !== undefined && from !== to;
  });
  if (leading.length === 0) return new Map();
  const { map, roomOf } = mapOf(clusters, gap);
  const boxes = new Map(clusters.flatMap(({ tables }) => tables.map((table) => [table.id, table] as const)));
  const stopsOf = (id: string) => {
    const box = boxes.get(id);
    return box === undefined ? [] : stops(box).map(({ x, y }) => map.place(x, y, clusterOf.get(id) ?? -1));
  };
  const found: { edge: GraphEdge; route: Route }[] = [];
  for (const [end, joined] of byEnd(leading)) {
    const others = joined.map((edge) => ({ edge, other: edge.source === end ? edge.target : edge.source }));
    const through = new Set([end, ...others.map(({ other }) => other)].map((id) => clusterOf.get(id) ?? -1));
    const ways = new Ways(
      map.roads,
      stopsOf(end).map((place) => ({ place, cost: 0 })),
      through,
    );
    for (const { edge, other } of others) {
      const [first, second] = stopsOf(other);
      if (first === undefined || second === undefined) continue;
      const nearest = ways.costTo(first) <= ways.costTo(second) ? first : second;
      if (!Number.isFinite(ways.costTo(nearest))) continue;
      const back = ways.back(nearest);
      found.push({ edge, route: { bundle: end, points: edge.source === end ? back.reverse() : back } });
    }
  }
  const moved = intoLanes(
    found.map(({ route }) => route),
    roomOf,
  );
  return new Map(found.map(({ edge }, at) => [edge.id, moved[at] ?? []]));
}

/** Beside a table, where its lines begin and end. */
function stops({ x, y, width }: Placed): [Point, Point] {
  return [
    { x: x - beside, y: y + anchorBelow },
    { x: x + width + beside, y: y + anchorBelow },
  ];
}

/** The edges by the one of their ends that has more of them: few searches find the ways of all. */
function byEnd(edges: readonly GraphEdge[]): Map<string, GraphEdge[]> {
  const degrees = new Map<string, number>();
  for (const end of edges.flatMap(({ source, target }) => [source, target]))
    degrees.set(end, (degrees.get(end) ?? 0) + 1);
  const found = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const { source, target } = edge;
    const end = (degrees.get(source) ?? 0) > (degrees.get(target) ?? 0) ? source : target;
    const list = found.get(end);
    if (list) list.push(edge);
    else found.set(end, [edge]);
  }
  return found;
}

function mapOf(clusters: readonly Cluster[], gap: number) {
  const rings = clusters.map((cluster) => widened(cluster, gap / 2));
  const left = Math.min(...rings.map(({ x }) => x));
  const top = Math.min(...rings.map(({ y }) => y));
  const whole: Placed = {
    x: left,
    y: top,
    width: Math.max(...rings.map(({ x, width }) => x + width)) - left,
    height: Math.max(...rings.map(({ y, height }) => y + height)) - top,
  };
  const walls = clusters.map((cluster) => widened(cluster, gap / 4));
  const around = rings.map((ring) => channelsAround(ring, walls, whole, gap / 6));
  const within = clusters.map(({ tables }, at) => channelsIn(tables, rings[at] ?? whole));
  const map = new RoadMap();
  const rooms = new Map<string, number>();
  clusters.forEach(({ tables }, at) => {
    map.add(within[at] ?? [], around[at] ?? [], at, tables.flatMap(stops));
  });
  const all = around.flat();
  for (const channel of [...all, ...within.flat()]) {
    const key = `${channel.vertical} ${channel.at}`;
    rooms.set(key, Math.min(channel.room, rooms.get(key) ?? channel.room));
  }
  clusters.forEach((_, at) => {
    map.add(around[at] ?? [], [...all, ...(within[at] ?? [])], -1, []);
  });
  const roomOf = (vertical: boolean, at: number) => rooms.get(`${vertical} ${at}`) ?? 0;
  return { map, roomOf };
}

function widened({ x, y, width, height }: Placed, by: number): Placed {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
