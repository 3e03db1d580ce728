import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

/** Where a grid stands, and how much of it is seen there. */
export interface View {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** How large the parts of a grid are. */
export interface Geometry {
  rowCount: number;
  rowHeight: number;
  headingHeight: number;
  /** What is always seen at the left. */
  fixedWidth: number;
  /** Where each of the columns that move begins, and where the last of them ends. */
  starts: readonly number[];
}

/** From the first to before the end. */
export interface Span {
  first: number;
  end: number;
}

/** So many rows and columns beyond what is seen are there before they are scrolled to. */
const rowsBeyond = 8;
const columnsBeyond = 2;

/** The rows that are seen, were there always more of them. */
export function rowsSeen({ top, height }: View, { rowHeight }: Geometry): Span {
  return { first: Math.floor(top / rowHeight), end: Math.floor((top + height) / rowHeight) + 1 };
}

/** The columns that are seen, by their places among those that move. */
export function columnsSeen({ left, width }: View, { fixedWidth, starts }: Geometry): Span {
  return { first: lastFrom(starts, left + fixedWidth), end: lastFrom(starts, left + width) + 1 };
}

export function rowsIn(view: View, geometry: Geometry): Span {
  return widened(rowsSeen(view, geometry), rowsBeyond, geometry.rowCount);
}

export function columnsIn(view: View, geometry: Geometry): Span {
  return widened(columnsSeen(view, geometry), columnsBeyond, geometry.starts.length - 1);
}

function widened({ first, end }: Span, by: number, count: number): Span {
  return { first: Math.max(0, Math.min(first, count) - by), end: Math.max(0, Math.min(count, end + by)) };
}

/** The last of them that begins at a place or before it. */
function lastFrom(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Where a grid has to stand for a row to be seen; where it stands already, if it is. */
export function topFor(row: number, { top, height }: View, { rowCount, rowHeight, headingHeight }: Geometry): number {
  if (row < 0) return top;
  const highest = row * rowHeight;
  const lowest = headingHeight + highest + rowHeight - height;
  const to = top > highest || lowest > highest ? highest : Math.max(top, lowest);
  return Math.max(0, Math.min(to, headingHeight + rowCount * rowHeight - height));
}

/** The same for a column, by its place among those that move. */
export function leftFor(column: number, { left, width }: View, { fixedWidth, starts }: Geometry): number {
  const [start, end] = [starts[column], starts[column + 1]];
  if (column < 0 || start === undefined || end === undefined) return left;
  const rightmost = start - fixedWidth;
  const leftmost = end - width;
  const to = left > rightmost || leftmost > rightmost ? rightmost : Math.max(left, leftmost);
  return Math.max(0, Math.min(to, (starts.at(-1) ?? 0) - width));
}

function looksSame(a: View, b: View, geometry: Geometry): boolean {
  const isSame = (one: Span, other: Span) => one.first === other.first && one.end === other.end;
  return (
    a.width === b.width &&
    a.height === b.height &&
    isSame(rowsSeen(a, geometry), rowsSeen(b, geometry)) &&
    isSame(columnsSeen(a, geometry), columnsSeen(b, geometry))
  );
}

export interface Window {
  view: View;
  /** Where the grid stands now, which is not drawn anew where the same rows and columns are seen. */
  stands: RefObject<View>;
  /** Lets it stand where a cell is seen; it is drawn there together with what else changes meanwhile. */
  show: (row: number, column: number) => void;
  /** Reads where it stands once something else has moved it. */
  follow: () => void;
  /** Draws it as it will stand once it is moved down so far. */
  expect: (down: number) => void;
}

/**
 * What is seen of a grid. All sizes are known, so that a key asks the browser for none: nothing has to be laid out twice,
 * and where a key moves the grid, it is drawn once.
 */
export function useWindow(scroller: RefObject<HTMLDivElement | null>, geometry: Geometry): Window {
  const [view, setView] = useState<View>({ top: 0, left: 0, width: 0, height: 0 });
  const stands = useRef(view);
  const drawn = useRef({ view, geometry });
  drawn.current = { view, geometry };

  const put = useCallback((next: View) => {
    stands.current = next;
    if (!looksSame(drawn.current.view, next, drawn.current.geometry)) setView(next);
  }, []);
  const { rowHeight, starts } = geometry;
  // biome-ignore lint/correctness/useExhaustiveDependencies: where sizes are others, others are seen
  useLayoutEffect(() => setView(stands.current), [rowHeight, starts]);
  const follow = useCallback(() => {
    const { current: grid } = scroller;
    if (grid !== null) put({ ...stands.current, top: grid.scrollTop, left: grid.scrollLeft });
  }, [scroller, put]);
  const show = useCallback(
    (row: number, column: number) => {
      const { current: grid } = scroller;
      if (grid === null) return;
      const { geometry: known } = drawn.current;
      const top = topFor(row, stands.current, known);
      const left = leftFor(column, stands.current, known);
      if (top === stands.current.top && left === stands.current.left) return;
      grid.scrollTo(left, top);
      put({ ...stands.current, top, left });
    },
    [scroller, put],
  );
  const expect = useCallback((down: number) => setView((before) => ({ ...before, top: before.top + down })), []);

  useLayoutEffect(() => {
    const { current: grid } = scroller;
    if (grid === null) return;
    const read = (): View => ({
      top: grid.scrollTop,
      left: grid.scrollLeft,
      width: grid.clientWidth,
      height: grid.clientHeight,
    });
    put(read());
    const observer = new ResizeObserver(() => put(read()));
    observer.observe(grid);
    // Within the frame: else what was scrolled to would be empty for one.
    const onScroll = () => {
      const { scrollTop: top, scrollLeft: left } = grid;
      if (top !== stands.current.top || left !== stands.current.left)
        flushSync(() => put({ ...stands.current, top, left }));
    };
    grid.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      grid.removeEventListener("scroll", onScroll);
    };
  }, [scroller, put]);
  return { view, stands, show, follow, expect };
}
