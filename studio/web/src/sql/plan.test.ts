import { expect, it } from "vitest";
import { misguess, readPlan } from "./plan";

const text = JSON.stringify([
  {
    Plan: {
      "Node Type": "Nested Loop",
      "Join Type": "Left",
      "Total Cost": 100,
      "Plan Rows": 10,
      "Actual Total Time": 50,
      "Actual Rows": 5,
      "Actual Loops": 1,
      Plans: [
        {
          "Node Type": "Seq Scan",
          "Relation Name": "user",
          Filter: "(a > 1)",
          Disabled: false,
          "Shared Hit Blocks": 0,
          "Shared Read Blocks": 7,
          "Total Cost": 60,
          "Plan Rows": 1,
          "Actual Total Time": 30,
          "Actual Rows": 900,
          "Actual Loops": 1,
        },
        {
          "Node Type": "Index Scan",
          "Index Name": "i",
          "Total Cost": 8,
          "Plan Rows": 1,
          "Actual Total Time": 0.01,
          "Actual Rows": 1,
          "Actual Loops": 900,
        },
      ],
    },
    "Execution Time": 51.5,
  },
]);

it("reads the tree, what each node takes itself and all loops of it", () => {
  const plan = readPlan(text);
  expect(plan?.nodes.map(({ title, depth, subject }) => [depth, title, subject])).toEqual([
    [0, "Nested Loop (Left)", null],
    [1, "Seq Scan", "user"],
    [1, "Index Scan", "i"],
  ]);
  expect(plan?.nodes.map(({ selfCost }) => selfCost)).toEqual([32, 60, 8]);
  expect(plan?.nodes.map(({ selfTime }) => Math.round(selfTime ?? -1))).toEqual([11, 30, 9]);
  expect(plan?.nodes[1]?.details).toEqual([
    ["Filter", "(a > 1)"],
    ["Shared Read Blocks", "7"],
  ]);
  expect(plan?.facts).toEqual([["Execution Time", "51.5 ms"]]);
});

it("says where the guess was far off", () => {
  expect(readPlan(text)?.nodes.map(misguess)).toEqual([null, 900, null]);
});

it("is null for what is no plan", () => {
  expect(readPlan("[]")).toBeNull();
  expect(readPlan("<b>")).toBeNull();
});
