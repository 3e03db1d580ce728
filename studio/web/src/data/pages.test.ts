import { expect, it } from "vitest";
import type { RowsResponse } from "@/api/types";
import { append, begin, cursorAfter, cursorBefore, heldAtMost, pageAt, prepend, renew, rowsOf } from "./pages";

function page(from: number, size: number): RowsResponse {
  return {
    columns: ["id"],
    rows: Array.from({ length: size }, (_, at) => ({
      key: [`${from + at}`],
      version: "1",
      cells: [{ text: `${from + at}` }],
    })),
    before: from === 0 ? null : `before ${from}`,
    after: `after ${from + size}`,
    position: from,
    positionEstimated: false,
    estimatedRows: null,
    sql: "",
    milliseconds: 1,
  };
}

it("holds no more than it may, and knows the number of its first row", () => {
  let pages = begin(page(0, 200));
  for (let from = 200; from < 10_000; from += 200) pages = append(pages, page(from, 200));
  expect(rowsOf(pages).length).toBeLessThanOrEqual(heldAtMost);
  expect(rowsOf(pages)[0]?.key).toEqual([`${pages.base}`]);
  expect(cursorAfter(pages)).toBe("after 10000");
  expect(cursorBefore(pages)).toBe(`before ${pages.base}`);
});

it("goes back the same way", () => {
  let pages = begin(page(5000, 200));
  for (let from = 4800; from >= 0; from -= 200) pages = prepend(pages, page(from, 200));
  expect(pages.base).toBe(0);
  expect(rowsOf(pages)[0]?.key).toEqual(["0"]);
  expect(cursorBefore(pages)).toBeNull();
});

it("says that rows are others, and at which end one begins", () => {
  const first = begin(page(0, 10));
  const last = begin(page(90, 10), append(first, page(10, 10)), "bottom");
  expect([first.generation, append(first, page(10, 10)).generation, last.generation]).toEqual([1, 1, 2]);
  expect(last.begins).toBe("bottom");
});

it("reads the page again that is looked at, at its place", () => {
  let pages = begin(page(0, 200));
  for (let from = 200; from < 1000; from += 200) pages = append(pages, page(from, 200));
  expect(pageAt(pages, 10)).toEqual({ at: "first" });
  expect(pageAt(pages, 450)).toEqual({ at: "after", cursor: "after 400" });
  const again = renew(pages, 450, { ...page(400, 200), position: null });
  expect(again).toMatchObject({ base: 400, generation: pages.generation });
  expect(again.list).toHaveLength(1);
  expect(again.list[0]?.position).toBe(400);
  const middle = begin(page(5000, 200));
  expect(pageAt(middle, 5010)).toBeNull();
  expect(pageAt(append(middle, page(5200, 200)), 5010)).toEqual({ at: "before", cursor: "before 5200" });
});
