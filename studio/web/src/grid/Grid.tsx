import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from "react";
import { cx } from "@/ui/cx";
import { announce } from "@/ui/live";
import { GridHeading, type HeadingActions } from "./GridHeading";
import { type DrawnColumn, GridRow } from "./GridRow";
import {
  at,
  type CellPlace,
  type CellView,
  type GridColumn,
  inside,
  moved,
  type RowTone,
  rectangle,
  type Selection,
} from "./model";

export interface GridProps extends HeadingActions {
  label: string;
  columns: GridColumn[];
  rowCount: number;
  /** How many rows there are in all, as far as is known; -1 where it is not. */
  total: number;
  /** The number of row 0 among all rows: where it moves, the rows keep their place on the screen. */
  base: number;
  /** Where it changes, the rows are others: one begins anew, at the top or at the bottom. */
  generation?: number;
  begins?: "top" | "bottom";
  rowHeight: number;
  revision: unknown;
  cellOf: (row: number, column: string) => CellView;
  toneOf: (row: number) => RowTone;
  rowLabel: (row: number) => string;
  selection: Selection;
  /** A cell to bring into sight and to focus; each time it is another object. */
  reveal?: CellPlace | null;
  onSelection: (selection: Selection) => void;
  editor: ReactNode;
  onKey?: (event: KeyboardEvent) => void;
  onOpen?: (place: CellPlace) => void;
  onNearStart?: () => void;
  onNearEnd?: () => void;
  /** Tells which row is looked at. */
  onView?: (row: number) => void;
  dimmed?: boolean;
}

const headingHeight = 30;
const gutter = 56;

/** A grid of which only what is seen is drawn, rows and columns. */
export function Grid(props: GridProps) {
  const { columns, rowCount, base, rowHeight, selection, onSelection, editor } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // Some cell has to take the focus, also where no row is left: else no key gets into the grid.
  const focus = inside(selection.focus, rowCount, columns.length);

  const { pinned, pinnedWidth, loose } = useMemo(() => splitPinned(columns), [columns]);
  const keepRow = useCallback(
    (range: Range) => withIndex(defaultRangeExtractor(range), focus.row, rowCount),
    [focus.row, rowCount],
  );
  const keepColumn = useCallback(
    (range: Range) => withIndex(defaultRangeExtractor(range), focus.column - pinned.length, loose.length),
    [focus.column, pinned.length, loose.length],
  );
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingStart: headingHeight,
    scrollPaddingStart: headingHeight,
    rangeExtractor: keepRow,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: loose.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => loose[index]?.width ?? 0,
    overscan: 2,
    paddingStart: gutter + pinnedWidth,
    scrollPaddingStart: gutter + pinnedWidth,
    rangeExtractor: keepColumn,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are read anew where they change
  useLayoutEffect(() => across.measure(), [loose, pinnedWidth]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are read anew where they change
  useLayoutEffect(() => rows.measure(), [rowHeight]);

  const offset = useRef(0);
  offset.current = rows.scrollOffset ?? 0;
  // Rows that came or went above must not move what is being looked at; other rows begin anew.
  const last = useRef({ base, generation: props.generation });
  useLayoutEffect(() => {
    const { current: grid } = scroller;
    const shift = last.current.base - base;
    const isAnew = last.current.generation !== props.generation;
    last.current = { base, generation: props.generation };
    if (grid === null) return;
    if (isAnew) grid.scrollTop = props.begins === "bottom" ? grid.scrollHeight : 0;
    else if (shift !== 0) {
      const { scrollTop, scrollHeight, clientHeight } = grid;
      // At the end of fewer rows than before the browser has moved the place already.
      const isCut = scrollTop + clientHeight >= scrollHeight - 1;
      const from = isCut ? Math.max(scrollTop, offset.current) : scrollTop;
      grid.scrollTop = from + shift * rowHeight;
    }
  }, [base, rowHeight, props.generation, props.begins]);

  const items = rows.getVirtualItems();
  useNearEdges(scroller, rowHeight, rows.range, rowCount, props.onNearStart, props.onNearEnd);
  const { onView } = props;
  const seen = Math.max(0, Math.min(rowCount - 1, Math.floor(offset.current / rowHeight)));
  useEffect(() => onView?.(seen), [onView, seen]);

  const move = (to: CellPlace, extend: boolean) => {
    onSelection(extend ? { anchor: selection.anchor, focus: to } : at(to.row, to.column));
    if (to.row >= 0) rows.scrollToIndex(to.row, { align: "auto" });
    if (to.column >= pinned.length) across.scrollToIndex(to.column - pinned.length, { align: "auto" });
  };

  const shift = (index: number, by: -1 | 1) => {
    const [column, neighbour] = [columns[index], columns[index + by]];
    if (column === undefined || neighbour === undefined) return;
    props.onMove(column.id, neighbour.id);
    move({ row: -1, column: index + by }, false);
    announce(`${column.name} is column ${index + by + 1} of ${columns.length}`);
  };

  // The focus follows the active cell, and comes back from an editor, but is never taken from elsewhere.
  const focusCell = useCallback((row: number, column: number) => {
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    cell?.focus({ preventScroll: true });
  }, []);
  const hadFocus = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows take the focused cell away
  useEffect(() => {
    const { activeElement } = document;
    const isOurs = scroller.current?.contains(activeElement) || (hadFocus.current && activeElement === document.body);
    if (isOurs && !editor) focusCell(focus.row, focus.column);
  }, [focus.row, focus.column, editor, focusCell, props.generation]);
  const { reveal } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new wish moves anything
  useEffect(() => {
    if (!reveal) return;
    if (reveal.row >= 0) rows.scrollToIndex(reveal.row, { align: "auto" });
    if (reveal.column >= pinned.length) across.scrollToIndex(reveal.column - pinned.length, { align: "auto" });
    requestAnimationFrame(() => focusCell(reveal.row, reveal.column));
  }, [reveal]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (editor) return;
    props.onKey?.(event);
    if (event.defaultPrevented || event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key === "a") {
      event.preventDefault();
      onSelection({ anchor: { row: 0, column: 0 }, focus: { row: rowCount - 1, column: columns.length - 1 } });
      return;
    }
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headingHeight) / rowHeight) - 1);
    const to = moved(focus, { key: event.key, ctrl }, { rows: rowCount, columns: columns.length, page });
    if (to === null) return;
    event.preventDefault();
    move(to, event.shiftKey && to.row >= 0);
  };

  const placeOf = (event: MouseEvent): CellPlace | null => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]") : null;
    if (!cell) return null;
    return { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
  };
  const onMouseDown = (event: MouseEvent) => {
    const place = placeOf(event);
    if (!place || place.row < 0 || event.button !== 0) return;
    if (editor && place.row === focus.row && place.column === focus.column) return;
    if (place.column < 0) {
      const anchor = event.shiftKey ? selection.anchor.row : place.row;
      onSelection({ anchor: { row: anchor, column: columns.length - 1 }, focus: { row: place.row, column: 0 } });
    } else if (event.shiftKey) onSelection({ anchor: selection.anchor, focus: place });
    else onSelection(at(place.row, place.column));
    if (event.shiftKey) event.preventDefault();
  };
  const onMouseOver = (event: MouseEvent) => {
    if ((event.buttons & 1) === 0 || editor) return;
    const place = placeOf(event);
    if (!place || place.row < 0 || place.column < 0) return;
    if (place.row !== focus.row || place.column !== focus.column)
      onSelection({ anchor: selection.anchor, focus: place });
  };

  const drawn = useSame(
    across.getVirtualItems().flatMap(({ index, start }): DrawnColumn[] => {
      const column = loose[index];
      return column === undefined ? [] : [{ index: index + pinned.length, left: start, column }];
    }),
  );
  const width = across.getTotalSize();
  const selected = rectangle(selection);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.total < 0 ? -1 : props.total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-busy={props.dimmed}
      className={cx("min-h-0 flex-1 overflow-auto bg-bg", props.dimmed && "opacity-55")}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onMouseOver={onMouseOver}
      onFocus={() => {
        hadFocus.current = true;
      }}
      onBlur={(event) => {
        // Towards nothing: the focused cell was taken away, and its successor takes the focus.
        hadFocus.current = event.relatedTarget === null || event.currentTarget.contains(event.relatedTarget);
      }}
      onDoubleClick={(event) => {
        const place = placeOf(event);
        if (place && place.row >= 0 && place.column >= 0) props.onOpen?.(place);
      }}
    >
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize(), width }}>
        <GridHeading
          height={headingHeight}
          width={width}
          gutter={gutter}
          pinned={pinned}
          pinnedWidth={pinnedWidth}
          drawn={drawn}
          active={focus.row === -1 ? focus.column : null}
          actions={props}
          onShift={shift}
        />
        {items.map(({ index, start }) => (
          <GridRow
            key={index + base}
            index={index}
            ariaIndex={Math.max(0, index + base) + 2}
            label={props.rowLabel(index)}
            top={start}
            height={rowHeight}
            width={width}
            gutter={gutter}
            pinned={pinned}
            pinnedWidth={pinnedWidth}
            drawn={drawn}
            tone={props.toneOf(index)}
            cellOf={props.cellOf}
            active={focus.row === index ? focus.column : null}
            selected={index >= selected.top && index <= selected.bottom ? selected : null}
            editor={focus.row === index ? editor : null}
            revision={props.revision}
          />
        ))}
      </div>
    </div>
  );
}

/** What says the same as before is the same, so that rows and cells are not drawn anew at each key. */
function useSame(drawn: DrawnColumn[]): DrawnColumn[] {
  const before = useRef(drawn);
  const byIndex = new Map(before.current.map((one) => [one.index, one]));
  const held = drawn.map((one) => {
    const known = byIndex.get(one.index);
    return known !== undefined && known.left === one.left && known.column === one.column ? known : one;
  });
  const same = held.length === before.current.length && held.every((one, at) => one === before.current[at]);
  if (!same) before.current = held;
  return before.current;
}

function withIndex(indexes: number[], index: number, count: number): number[] {
  if (index < 0 || index >= count || indexes.includes(index)) return indexes;
  return [...indexes, index].sort((a, b) => a - b);
}

function splitPinned(columns: GridColumn[]): { pinned: DrawnColumn[]; pinnedWidth: number; loose: GridColumn[] } {
  let pinnedWidth = 0;
  const pinned: DrawnColumn[] = [];
  columns.forEach((column, index) => {
    if (!column.pinned) return;
    pinned.push({ index, left: gutter + pinnedWidth, column });
    pinnedWidth += column.width;
  });
  return { pinned, pinnedWidth, loose: columns.filter((column) => !column.pinned) };
}

/**
 * Tells where the rows that are seen are near the first or the last. The grid itself is asked where it stands: what is drawn
 * has the active row too, and knows of rows that came above only once the browser has told that the grid was moved.
 */
function useNearEdges(
  scroller: RefObject<HTMLDivElement | null>,
  rowHeight: number,
  range: { startIndex: number; endIndex: number } | null,
  rowCount: number,
  onNearStart?: () => void,
  onNearEnd?: () => void,
): void {
  const margin = 40;
  const start = range?.startIndex;
  const end = range?.endIndex;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are seen where the range is another
  useEffect(() => {
    const { current: grid } = scroller;
    if (rowCount === 0 || grid === null) return;
    if ((grid.scrollTop + grid.clientHeight) / rowHeight >= rowCount - margin) onNearEnd?.();
    if (grid.scrollTop / rowHeight <= margin) onNearStart?.();
  }, [scroller, rowHeight, start, end, rowCount, onNearStart, onNearEnd]);
}
