import type { PlanNode } from "./plan";

/** A node that is shown, and where it is among those beside it. */
export interface TreeNode {
  node: PlanNode;
  position: number;
  size: number;
  /** Whether what is below it is shown; null where nothing is. */
  open: boolean | null;
}

/** Above each node the one that it is below of; -1 for the root. */
function parents(nodes: readonly PlanNode[]): number[] {
  const path: number[] = [];
  return nodes.map(({ depth }, at) => {
    path.length = depth;
    path[depth] = at;
    return path[depth - 1] ?? -1;
  });
}

/** The nodes in their order, without those below a node that is `closed`. */
export function shownNodes(nodes: readonly PlanNode[], closed: ReadonlySet<number>): TreeNode[] {
  const above = parents(nodes);
  const sizes = new Map<number, number>();
  for (const parent of above) sizes.set(parent, (sizes.get(parent) ?? 0) + 1);
  const seen = new Map<number, number>();
  const shown: TreeNode[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  nodes.forEach((node, at) => {
    const parent = above[at] ?? -1;
    const position = (seen.get(parent) ?? 0) + 1;
    seen.set(parent, position);
    if (node.depth > hiddenBelow) return;
    hiddenBelow = closed.has(node.id) ? node.depth : Number.POSITIVE_INFINITY;
    shown.push({ node, position, size: sizes.get(parent) ?? 1, open: sizes.has(at) ? !closed.has(node.id) : null });
  });
  return shown;
}

export type TreeStep = { go: number } | { open: number } | { close: number };

/** What a key does at the node `at` of those that are shown, as in every tree; null where it does nothing. */
export function treeStep(shown: readonly TreeNode[], at: number, key: string): TreeStep | null {
  const here = shown[at];
  if (here === undefined) return null;
  const go = (to: number): TreeStep => ({ go: Math.max(0, Math.min(shown.length - 1, to)) });
  switch (key) {
    case "ArrowDown":
      return go(at + 1);
    case "ArrowUp":
      return go(at - 1);
    case "Home":
      return go(0);
    case "End":
      return go(shown.length - 1);
    case "ArrowRight":
      if (here.open === null) return null;
      return here.open ? go(at + 1) : { open: here.node.id };
    case "ArrowLeft": {
      if (here.open) return { close: here.node.id };
      const above = shown.findLastIndex(({ node }, index) => index < at && node.depth < here.node.depth);
      return above < 0 ? null : go(above);
    }
    default:
      return null;
  }
}
