import { Graph as DagreGraph, layout as dagreLayout } from "@dagrejs/dagre";
import { type Block, foldAlike } from "./fold";
import type { Graph, GraphEdge, GraphNode } from "./graph";
import { anchorBelow, grid, type Island, inner, island, type Point } from "./island";
import { pack } from "./pack";

/** How far from a table's side a line turns. */
const out = 16;

/** Tables that are joined, in ranks from left to right; those of them that nothing joins stand in rows beside. */
export function layered(nodes: readonly GraphNode[], graph: Graph): Island {
  const within = new Set(nodes.map(({ id }) => id));
  const edges = graph.edges.filter(
    ({ source, target }) => source !== target && within.has(source) && within.has(target),
  );
  const linked = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const alone = nodes.filter(({ id }) => !linked.has(id));
  if (linked.size === 0) return grid(alone);
  const joined = ranked(
    nodes.filter(({ id }) => linked.has(id)),
    edges,
  );
  return alone.length === 0 ? joined : beside(joined, grid(alone));
}

function beside(...islands: Island[]): Island {
  const corners = pack(islands, inner);
  const all: Island = { places: new Map(), routes: new Map(), width: 0, height: 0 };
  islands.forEach((one, at) => {
    const corner = corners[at] ?? { x: 0, y: 0 };
    const moved = ({ x, y }: Point): Point => ({ x: x + corner.x, y: y + corner.y });
    for (const [id, point] of one.places) all.places.set(id, moved(point));
    for (const [id, points] of one.routes) all.routes.set(id, points.map(moved));
    all.width = Math.max(all.width, corner.x + one.width);
    all.height = Math.max(all.height, corner.y + one.height);
  });
  return all;
}

function ranked(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Island {
  const blocks = foldAlike(nodes, edges);
  const blockOf = new Map(blocks.flatMap((block) => block.members.map(({ node }) => [node.id, block] as const)));
  const standIn = (id: string) => blockOf.get(id)?.id ?? id;
  const dagre = new DagreGraph();
  dagre.setGraph({ rankdir: "LR", nodesep: inner / 2, ranksep: inner * 2, edgesep: 12 });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes)
    if (!blockOf.has(node.id)) dagre.setNode(node.id, { width: node.width, height: node.height });
  for (const { id, width, height } of blocks) dagre.setNode(id, { width, height });
  for (const { source, target } of edges) dagre.setEdge(standIn(source), standIn(target));
  dagreLayout(dagre);

  const centre = (id: string) => dagre.node(id) as Point & { width: number; height: number };
  const rankWidths = new Map<number, number>();
  for (const id of dagre.nodes()) {
    const { x, width } = centre(id);
    rankWidths.set(Math.round(x), Math.max(width, rankWidths.get(Math.round(x)) ?? 0));
  }
  const placed: [GraphNode, Point][] = [];
  for (const node of nodes) {
    if (blockOf.has(node.id)) continue;
    const { x, y } = centre(node.id);
    placed.push([node, { x: x - node.width / 2, y: y - node.height / 2 }]);
  }
  for (const block of blocks) {
    const { x, y } = centre(block.id);
    for (const member of block.members) {
      placed.push([member.node, { x: x - block.width / 2 + member.x, y: y - block.height / 2 + member.y }]);
    }
  }

  const boxes = new Map(placed.map(([node, point]) => [node.id, { ...point, width: node.width }]));
  /** From a table's side to where no other table of its rank, and none of its block, is in the way. */
  const leave = (id: string, rightward: boolean): Point[] => {
    const box = boxes.get(id);
    if (box === undefined) return [];
    const at = centre(standIn(id));
    const rank = rankWidths.get(Math.round(at.x)) ?? at.width;
    const edge = rightward ? at.x + rank / 2 + out : at.x - rank / 2 - out;
    const block = blockOf.get(id);
    const y = box.y + anchorBelow;
    if (block === undefined) return rank > at.width ? [{ x: edge, y }] : [];
    return inLane(block, id, at, box, rightward, edge);
  };
  const routes = new Map<string, Point[]>();
  for (const { id, source, target } of edges) {
    const [from, to] = [standIn(source), standIn(target)];
    const points = (dagre.edge(from, to) as { points?: Point[] } | undefined)?.points ?? [];
    const between = points.slice(1, -1);
    const rightward = centre(from).x < centre(to).x;
    const [start, end] = [leave(source, rightward), leave(target, !rightward).reverse()];
    // Between neighbouring ranks there is nothing to go around.
    const bends = between.length > 1 ? between : [];
    const route = [...start, ...bends, ...end];
    if (route.length > 0) routes.set(id, route);
  }
  return island(placed, routes);
}

function inLane(
  block: Block,
  id: string,
  at: Point & { height: number },
  box: Point & { width: number },
  rightward: boolean,
  edge: number,
): Point[] {
  const member = block.members.find(({ node }) => node.id === id);
  const y = at.y - block.height / 2 + (member?.laneY ?? 0);
  const x = rightward ? box.x + box.width + out : box.x - out;
  return [
    { x, y: box.y + anchorBelow },
    { x, y },
    { x: edge, y },
  ];
}
