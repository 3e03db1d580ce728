import type { Page, Row, RowsResponse } from "@/api/types";

/** The rows that the page holds: some pages in a row, out of a table of any size. */
export interface Pages {
  columns: string[];
  list: RowsResponse[];
  /** The number of the first row held, counted from where it began: pages that come before make it smaller. */
  base: number;
  /** Another number each time that the rows were read anew rather than added to. */
  generation: number;
  /** The end of them that one begins at. */
  begins: "top" | "bottom";
}

export const noPages: Pages = { columns: [], list: [], base: 0, generation: 0, begins: "top" };

/** So many rows are held; those farthest from where one looks go first. */
export const heldAtMost = 3000;

export function begin(page: RowsResponse, before: Pages = noPages, begins: Pages["begins"] = "top"): Pages {
  return { columns: page.columns, list: [page], base: page.position ?? 0, generation: before.generation + 1, begins };
}

export function rowsOf(pages: Pages): Row[] {
  return pages.list.flatMap(({ rows }) => rows);
}

function held(list: readonly RowsResponse[]): number {
  return list.reduce((sum, { rows }) => sum + rows.length, 0);
}

export function append(pages: Pages, page: RowsResponse): Pages {
  const list = [...pages.list, page];
  let { base } = pages;
  while (list.length > 2 && held(list) > heldAtMost) base += list.shift()?.rows.length ?? 0;
  return { ...pages, list, base };
}

export function prepend(pages: Pages, page: RowsResponse): Pages {
  const list = [page, ...pages.list];
  while (list.length > 2 && held(list) > heldAtMost) list.pop();
  return { ...pages, list, base: pages.base - page.rows.length };
}

/** The page that is held in which a row is, by the row's number. */
function indexAt({ base, list }: Pages, row: number): number {
  let end = base;
  const at = list.findIndex(({ rows }) => {
    end += rows.length;
    return row < end;
  });
  return at < 0 ? list.length - 1 : at;
}

/** How the page in which a row is is asked for again; null where that is how it was asked for when one began. */
export function pageAt(pages: Pages, row: number): Page | null {
  const at = indexAt(pages, row);
  if (pages.list[at]?.before === null) return { at: "first" };
  const [last, next] = [pages.list[at - 1]?.after, pages.list[at + 1]?.before];
  if (last) return { at: "after", cursor: last };
  return next ? { at: "before", cursor: next } : null;
}

/** With the page in which a row is as it is now, at its place; what else was held is read again when one comes there. */
export function renew(pages: Pages, row: number, page: RowsResponse): Pages {
  const at = indexAt(pages, row);
  const old = pages.list[at];
  const base = pages.list.slice(0, at).reduce((sum, { rows }) => sum + rows.length, pages.base);
  const { position, positionEstimated } = page.position === null && old !== undefined ? old : page;
  return { ...pages, columns: page.columns, list: [{ ...page, position, positionEstimated }], base };
}

export function cursorBefore(pages: Pages): string | null {
  return pages.list.at(0)?.before ?? null;
}

export function cursorAfter(pages: Pages): string | null {
  return pages.list.at(-1)?.after ?? null;
}

/** How many rows to ask for, so that a page of a wide table is not larger than one of a narrow table. */
export function pageSize(columns: number): number {
  return Math.max(20, Math.min(200, Math.floor(12_000 / Math.max(1, columns))));
}
