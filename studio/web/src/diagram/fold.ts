import type { GraphEdge, GraphNode } from "./graph";
import { inner } from "./island";

/** Tables that are joined to the same others in the same way, as one block. */
export interface Block {
  id: string;
  members: { node: GraphNode; x: number; y: number; laneY: number }[];
  width: number;
  height: number;
}

/** So many of them still stand in one column. */
const column = 6;
/** Between two rows of a block, where the lines run. */
const lane = 20;

/**
 * A table that forty others refer to would have them in one column, higher than anyone can look at: such are put into
 * rows. Between the rows is room for the lines.
 */
export function foldAlike(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Block[] {
  const joins = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { source, target } of edges) {
    joins.get(source)?.push(`to ${target}`);
    joins.get(target)?.push(`from ${source}`);
  }
  const alike = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const key = JSON.stringify([...new Set(joins.get(node.id))].sort());
    const found = alike.get(key);
    if (found) found.push(node);
    else alike.set(key, [node]);
  }
  return [...alike].filter(([, members]) => members.length > column).map(([id, members]) => block(id, members));
}

function block(id: string, nodes: readonly GraphNode[]): Block {
  // The lowest first, so that a row is hardly higher than its tables.
  const order = [...nodes].sort((a, b) => a.height - b.height || (a.id < b.id ? -1 : 1));
  const wide = Math.max(...order.map(({ width }) => width)) + inner;
  const area = order.reduce((sum, { height }) => sum + wide * (height + lane), 0);
  const across = Math.max(2, Math.round(Math.sqrt(area * 1.4) / wide));
  const members: Block["members"] = [];
  let y = 0;
  for (let first = 0; first < order.length; first += across) {
    const row = order.slice(first, first + across);
    const laneY = y + lane / 2;
    row.forEach((node, at) => {
      members.push({ node, x: at * wide, y: y + lane, laneY });
    });
    y += lane + Math.max(...row.map(({ height }) => height));
  }
  return { id, members, width: across * wide - inner, height: y };
}
