import { expect, it } from "vitest";
import { moved, rectangle } from "./model";

const size = { rows: 10, columns: 3, page: 4 };

it("moves within the grid, up to the heading", () => {
  expect(moved({ row: 0, column: 0 }, { key: "ArrowUp", ctrl: false }, size)).toEqual({ row: -1, column: 0 });
  expect(moved({ row: -1, column: 0 }, { key: "ArrowUp", ctrl: false }, size)).toEqual({ row: -1, column: 0 });
  expect(moved({ row: 8, column: 2 }, { key: "PageDown", ctrl: false }, size)).toEqual({ row: 9, column: 2 });
  expect(moved({ row: 2, column: 1 }, { key: "PageUp", ctrl: false }, size)).toEqual({ row: 0, column: 1 });
  expect(moved({ row: 2, column: 1 }, { key: "ArrowRight", ctrl: true }, size)).toEqual({ row: 2, column: 2 });
  expect(moved({ row: 2, column: 1 }, { key: "a", ctrl: false }, size)).toBeNull();
});

it("spans a rectangle whichever way it was drawn", () => {
  expect(rectangle({ anchor: { row: 5, column: 0 }, focus: { row: 2, column: 2 } })).toEqual({
    top: 2,
    bottom: 5,
    left: 0,
    right: 2,
  });
});
