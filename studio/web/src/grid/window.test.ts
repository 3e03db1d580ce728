import { expect, it } from "vitest";
import { columnsIn, columnsSeen, leftFor, rowsIn, rowsSeen, topFor } from "./window";

const starts = [56, 156, 256, 656, 756];
const geometry = { rowCount: 100, rowHeight: 28, headingHeight: 30, fixedWidth: 56, starts };
const view = { top: 0, left: 0, width: 400, height: 310 };

it("draws what is seen and a little more, and nothing that is not there", () => {
  expect(rowsSeen(view, geometry)).toEqual({ first: 0, end: 12 });
  expect(rowsIn(view, geometry)).toEqual({ first: 0, end: 20 });
  expect(rowsIn({ ...view, top: 28 * 95 }, geometry)).toEqual({ first: 87, end: 100 });
  expect(rowsIn(view, { ...geometry, rowCount: 0 })).toEqual({ first: 0, end: 0 });
  expect(columnsSeen({ ...view, left: 200 }, geometry)).toEqual({ first: 2, end: 3 });
  expect(columnsIn({ ...view, left: 200 }, geometry)).toEqual({ first: 0, end: 4 });
  expect(columnsIn(view, { ...geometry, starts: [56] })).toEqual({ first: 0, end: 0 });
});

it("goes no farther for a row than it has to", () => {
  expect(topFor(5, view, geometry)).toBe(0);
  expect(topFor(10, view, geometry)).toBe(28);
  expect(topFor(3, { ...view, top: 280 }, geometry)).toBe(84);
  expect(topFor(99, view, geometry)).toBe(30 + 100 * 28 - 310);
  expect(topFor(-1, { ...view, top: 280 }, geometry)).toBe(280);
});

it("shows the beginning of what is wider than there is room", () => {
  expect(leftFor(1, view, geometry)).toBe(0);
  expect(leftFor(2, view, geometry)).toBe(200);
  expect(leftFor(3, view, geometry)).toBe(356);
  expect(leftFor(0, { ...view, left: 300 }, geometry)).toBe(0);
  expect(leftFor(-1, { ...view, left: 300 }, geometry)).toBe(300);
});
