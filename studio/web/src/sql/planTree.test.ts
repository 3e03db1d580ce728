import { expect, it } from "vitest";
import type { PlanNode } from "./plan";
import { shownNodes, treeStep } from "./planTree";

const node = (id: number, depth: number): PlanNode => ({
  id,
  depth,
  title: `${id}`,
  subject: null,
  details: [],
  cost: 0,
  selfCost: 0,
  time: null,
  selfTime: null,
  rows: 0,
  actualRows: null,
  loops: 1,
});
// 0 (1 (2), 3), 4 being a second child of 3.
const nodes = [node(0, 0), node(1, 1), node(2, 2), node(3, 1), node(4, 2), node(5, 2)];

it("shows all, but what is below a closed node, and says where each is", () => {
  const all = shownNodes(nodes, new Set());
  expect(all.map(({ node: { id }, position, size, open }) => [id, position, size, open])).toEqual([
    [0, 1, 1, true],
    [1, 1, 2, true],
    [2, 1, 1, null],
    [3, 2, 2, true],
    [4, 1, 2, null],
    [5, 2, 2, null],
  ]);
  expect(shownNodes(nodes, new Set([1])).map(({ node: { id }, open }) => [id, open])).toEqual([
    [0, true],
    [1, false],
    [3, true],
    [4, null],
    [5, null],
  ]);
  expect(shownNodes(nodes, new Set([0, 3]))).toHaveLength(1);
});

it("moves as in every tree", () => {
  const all = shownNodes(nodes, new Set());
  expect(treeStep(all, 0, "ArrowDown")).toEqual({ go: 1 });
  expect(treeStep(all, 0, "ArrowUp")).toEqual({ go: 0 });
  expect(treeStep(all, 2, "Home")).toEqual({ go: 0 });
  expect(treeStep(all, 2, "End")).toEqual({ go: 5 });
  expect(treeStep(all, 3, "ArrowRight")).toEqual({ go: 4 });
  expect(treeStep(all, 5, "ArrowRight")).toBeNull();
  expect(treeStep(all, 5, "ArrowLeft")).toEqual({ go: 3 });
  expect(treeStep(all, 3, "ArrowLeft")).toEqual({ close: 3 });
  const closed = shownNodes(nodes, new Set([3]));
  expect(treeStep(closed, 3, "ArrowRight")).toEqual({ open: 3 });
  expect(treeStep(closed, 3, "ArrowLeft")).toEqual({ go: 0 });
  expect(treeStep(closed, 0, "x")).toBeNull();
});
