import type { GraphNode } from "./graph";
import { type Box, pack } from "./pack";

export interface Point {
  x: number;
  y: number;
}

/** Some tables laid out together, from a corner of their own. */
export interface Island extends Box {
  places: Map<string, Point>;
  /** By edge: the points by which its line goes around what lies between its two tables. */
  routes: Map<string, Point[]>;
}

export const inner = 48;
/** How far below the upper edge of a table its lines begin and end. */
export const anchorBelow = 15;

/** Tables that nothing here joins: rows of boxes. */
export function grid(nodes: readonly GraphNode[]): Island {
  const corners = pack(nodes, inner);
  return island(
    nodes.map((node, at) => [node, corners[at] ?? { x: 0, y: 0 }]),
    new Map(),
  );
}

/** Moves all so that it begins at the corner. */
export function island(placed: readonly (readonly [GraphNode, Point])[], routes: Map<string, Point[]>): Island {
  const left = Math.min(...placed.map(([, { x }]) => x));
  const top = Math.min(...placed.map(([, { y }]) => y));
  const moved = ({ x, y }: Point): Point => ({ x: Math.round(x - left), y: Math.round(y - top) });
  return {
    places: new Map(placed.map(([{ id }, point]) => [id, moved(point)])),
    routes: new Map([...routes].map(([id, points]) => [id, points.map(moved)])),
    width: Math.max(...placed.map(([{ width }, { x }]) => x + width)) - left,
    height: Math.max(...placed.map(([{ height }, { y }]) => y + height)) - top,
  };
}
