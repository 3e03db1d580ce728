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
  useState,
} from "react";
import { cx } from "@/ui/cx";
import { announce } from "@/ui/live";
import { useSteady } from "@/ui/useSteady";
import { GridHeading, type HeadingActions, type HeadingMenu } from "./GridHeading";
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
import { columnsIn, rowsIn, type Span, useWindow, type View } from "./window";

export interface GridProps {
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
  onSort?: ((column: string, add: boolean) => void) | undefined;
  onResize: (column: string, width: number) => void;
  onFit: (column: string) => void;
  /** Puts a column in the place of another. */
  onMove: (column: string, to: string) => void;
  /** The menu of a column, wrapped around its button; headings are drawn anew where it is another. */
  menu: HeadingMenu;
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
  const starts = useMemo(() => startsOf(loose, gutter + pinnedWidth), [loose, pinnedWidth]);
  const geometry = { rowCount, rowHeight, headingHeight, fixedWidth: gutter + pinnedWidth, starts };
  const { view, stands, show, follow, expect } = useWindow(scroller, geometry);

  // Rows that came or went above must not move what is being looked at; other rows begin anew.
  const [known, setKnown] = useState({ base, generation: props.generation });
  if (known.base !== base || known.generation !== props.generation) {
    setKnown({ base, generation: props.generation });
    if (known.generation === props.generation) expect((known.base - base) * rowHeight);
  }
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
      const from = isCut ? Math.max(scrollTop, stands.current.top) : scrollTop;
      grid.scrollTop = from + shift * rowHeight;
    } else return;
    follow();
  }, [base, rowHeight, props.generation, props.begins, stands, follow]);

  const rows = rowsIn(view, geometry);
  useNearEdges(stands, rowHeight, rows, rowCount, props.onNearStart, props.onNearEnd);
  const { onView } = props;
  const seen = Math.max(0, Math.min(rowCount - 1, Math.floor(view.top / rowHeight)));
  useEffect(() => onView?.(seen), [onView, seen]);

  const move = (to: CellPlace, extend: boolean) => {
    onSelection(extend ? { anchor: selection.anchor, focus: to } : at(to.row, to.column));
    show(to.row, to.column - pinned.length);
  };

  const shift = (index: number, by: -1 | 1) => {
    const [column, neighbour] = [columns[index], columns[index + by]];
    if (column === undefined || neighbour === undefined) return;
    props.onMove(column.id, neighbour.id);
    move({ row: -1, column: index + by }, false);
    announce(`${column.name} is column ${index + by + 1} of ${columns.length}`);
  };

  const actions = useSteady<HeadingActions>({
    onSort: (column, add) => props.onSort?.(column, add),
    onResize: props.onResize,
    onFit: props.onFit,
    onMove: props.onMove,
    onShift: shift,
  });

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
    show(reveal.row, reveal.column - pinned.length);
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
    const page = Math.max(1, Math.floor((stands.current.height - headingHeight) / rowHeight) - 1);
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
    withIndex(columnsIn(view, geometry), focus.column - pinned.length, loose.length).flatMap((at): DrawnColumn[] => {
      const column = loose[at];
      return column === undefined ? [] : [{ index: at + pinned.length, left: starts[at] ?? 0, column }];
    }),
  );
  const width = starts.at(-1) ?? 0;
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
      <div role="presentation" className="relative" style={{ height: headingHeight + rowCount * rowHeight, width }}>
        <GridHeading
          height={headingHeight}
          width={width}
          gutter={gutter}
          pinned={pinned}
          pinnedWidth={pinnedWidth}
          drawn={drawn}
          active={focus.row === -1 ? focus.column : null}
          actions={actions}
          menu={props.menu}
        />
        {withIndex(rows, focus.row, rowCount).map((index) => (
          <GridRow
            key={index + base}
            index={index}
            ariaIndex={Math.max(0, index + base) + 2}
            label={props.rowLabel(index)}
            top={headingHeight + index * rowHeight}
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

/** What is in the span, and one more: what has the focus is there wherever one looks. */
function withIndex({ first, end }: Span, index: number, count: number): number[] {
  const indexes = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  if (index < 0 || index >= count) return indexes;
  if (index < first) return [index, ...indexes];
  return index >= end ? [...indexes, index] : indexes;
}

function startsOf(columns: readonly GridColumn[], from: number): number[] {
  const starts = [from];
  for (const { width } of columns) starts.push((starts.at(-1) ?? from) + width);
  return starts;
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

/** Tells where the rows that are seen are near the first or the last: where the grid stands now, not where it was drawn. */
function useNearEdges(
  stands: RefObject<View>,
  rowHeight: number,
  { first, end }: Span,
  rowCount: number,
  onNearStart?: () => void,
  onNearEnd?: () => void,
): void {
  const margin = 40;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are seen where the range is another
  useEffect(() => {
    if (rowCount === 0) return;
    const { top, height } = stands.current;
    if ((top + height) / rowHeight >= rowCount - margin) onNearEnd?.();
    if (top / rowHeight <= margin) onNearStart?.();
  }, [stands, rowHeight, first, end, rowCount, onNearStart, onNearEnd]);
}
