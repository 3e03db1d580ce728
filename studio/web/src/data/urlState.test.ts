import { describe, expect, it } from "vitest";
import { type GridState, nextOrder, parseGridState, relationPath, writeGridState } from "./urlState";

describe("the state of a table in the URL", () => {
  const state: GridState = {
    filters: [
      { column: "a:b%3A", operator: "equals", value: "x:y=&é%" },
      { column: "note", operator: "is_null" },
      { column: "name", operator: "contains", value: "" },
      { column: "plan", operator: "in", values: ["free", "a:b"] },
    ],
    order: [
      { column: "created:at", descending: true },
      { column: "id", descending: false },
    ],
    search: "50% & more",
  };

  it("is read as it was written", () => {
    expect(parseGridState(writeGridState(state))).toEqual(state);
  });

  it("leaves out what is no filter", () => {
    expect(parseGridState("where=name:drop:1&where=&sort=")).toEqual({ filters: [], order: [], search: "" });
  });

  it("escapes names in the path", () => {
    expect(relationPath("my schema", "a/b?c#d")).toBe("/data/my%20schema/a%2Fb%3Fc%23d");
  });
});

describe("sorting", () => {
  it("goes up, down and away", () => {
    const up = nextOrder([], "a", false);
    const down = nextOrder(up, "a", false);
    expect([up, down, nextOrder(down, "a", false)]).toEqual([
      [{ column: "a", descending: false }],
      [{ column: "a", descending: true }],
      [],
    ]);
  });

  it("keeps the other columns where it adds", () => {
    expect(nextOrder([{ column: "a", descending: false }], "b", true)).toEqual([
      { column: "a", descending: false },
      { column: "b", descending: false },
    ]);
  });
});
