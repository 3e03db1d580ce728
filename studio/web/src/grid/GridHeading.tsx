import { ArrowDown, ArrowUp, KeyRound, Link2, MoreVertical } from "lucide-react";
import { type DragEvent, type KeyboardEvent, memo, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { cx } from "@/ui/cx";
import { announce } from "@/ui/live";
import type { DrawnColumn } from "./GridRow";

/** What headings do; the same functions as long as the grid is there. */
export interface HeadingActions {
  onSort: (column: string, add: boolean) => void;
  onResize: (column: string, width: number) => void;
  onFit: (column: string) => void;
  /** Puts a column in the place of another. */
  onMove: (column: string, to: string) => void;
  /** Moves a column by one place, and the focus with it. */
  onShift: (index: number, by: -1 | 1) => void;
}

/** The menu of a column, wrapped around its button. */
export type HeadingMenu = (column: string, button: ReactNode) => ReactNode;

interface GridHeadingProps {
  height: number;
  width: number;
  gutter: number;
  pinned: DrawnColumn[];
  pinnedWidth: number;
  drawn: DrawnColumn[];
  active: number | null;
  actions: HeadingActions;
  menu: HeadingMenu;
}

export const GridHeading = memo(function GridHeading(props: GridHeadingProps) {
  const { height, width, gutter, pinned, pinnedWidth, drawn, active, actions, menu } = props;
  const heading = (place: DrawnColumn) => (
    <Heading key={place.column.id} place={place} active={active === place.index} actions={actions} menu={menu} />
  );
  return (
    <div role="row" aria-rowindex={1} className="sticky top-0 left-0 z-20 bg-surface" style={{ height, width }}>
      <div role="presentation" className="sticky left-0 z-10 h-full bg-surface" style={{ width: gutter + pinnedWidth }}>
        <div
          role="columnheader"
          aria-colindex={1}
          data-corner
          className="absolute inset-y-0 left-0 border-r border-b border-line-strong"
          style={{ width: gutter }}
        >
          <span className="sr-only">Row</span>
        </div>
        {pinned.map(heading)}
      </div>
      {drawn.map(heading)}
    </div>
  );
});

const sortIcon = { ascending: ArrowUp, descending: ArrowDown };
const dragType = "application/x-keel-column";
/** By how much a key changes a width. */
const widthStep = 16;
/** The place of the column that is dragged: until it is dropped, the browser tells nothing of what it carries. */
let dragged: number | null = null;

/** What a heading does while a column is dragged over it, and where that would come to lie. */
function useDrop(index: number, onDrop: (column: string) => void) {
  const [side, setSide] = useState<"left" | "right" | null>(null);
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    setSide(dragged === null || dragged === index ? null : dragged < index ? "right" : "left");
  };
  const handlers = {
    onDragEnter: over,
    onDragOver: over,
    onDragLeave: (event: DragEvent) => {
      // From one part of the heading to another is not out of it.
      const { relatedTarget } = event;
      if (!(relatedTarget instanceof Node && event.currentTarget.contains(relatedTarget))) setSide(null);
    },
    onDrop: (event: DragEvent) => {
      setSide(null);
      const column = event.dataTransfer.getData(dragType);
      if (column === "") return;
      event.preventDefault();
      onDrop(column);
    },
  };
  return { side, handlers };
}

interface HeadingProps {
  place: DrawnColumn;
  active: boolean;
  actions: HeadingActions;
  menu: HeadingMenu;
}

const Heading = memo(function Heading({ place: { index, left, column }, active, actions, menu }: HeadingProps) {
  const { side, handlers } = useDrop(index, (moved) => actions.onMove(moved, column.id));
  const menuButton = useRef<HTMLButtonElement>(null);
  const SortIcon = column.sort === null ? null : sortIcon[column.sort];
  const onKey = (event: KeyboardEvent) => {
    const by = event.altKey ? { ArrowLeft: -1 as const, ArrowRight: 1 as const }[event.key] : undefined;
    if (by !== undefined && event.shiftKey) {
      actions.onResize(column.id, column.width + by * widthStep);
      announce(`${column.name} is ${by < 0 ? "narrower" : "wider"}`);
    } else if (by !== undefined) actions.onShift(index, by);
    else if (event.key === "Enter" || event.key === " ") actions.onSort(column.id, event.shiftKey);
    else if ((event.altKey && event.key === "ArrowDown") || event.key === "ContextMenu") {
      menuButton.current?.dispatchEvent(new window.PointerEvent("pointerdown", { bubbles: true, button: 0 }));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={column.sort ?? "none"}
      tabIndex={active ? 0 : -1}
      data-row={-1}
      data-column={index}
      aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Alt+Shift+ArrowLeft Alt+Shift+ArrowRight"
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, column.id);
        event.dataTransfer.effectAllowed = "move";
        dragged = index;
      }}
      onDragEnd={() => {
        dragged = null;
      }}
      {...handlers}
      onClick={(event) => actions.onSort(column.id, event.shiftKey)}
      onKeyDown={onKey}
      className={cx(
        "group/head absolute inset-y-0 flex items-center gap-1 border-r border-b border-line-strong pl-2 text-sm select-none hover:bg-hover",
        "focus:outline-2 focus:-outline-offset-2 focus:outline-accent",
        column.numeric && "flex-row-reverse pr-2 pl-0.5",
        side !== null && "after:pointer-events-none after:absolute after:inset-y-0 after:w-[2px] after:bg-accent",
        side === "left" && "after:left-0",
        side === "right" && "after:right-0",
      )}
      style={{ left, width: column.width }}
    >
      <span className={cx("flex min-w-0 flex-1 items-center gap-1", column.numeric && "flex-row-reverse")}>
        {column.primaryKey && <KeyRound className="size-3 shrink-0 text-muted" aria-label="primary key" />}
        {column.foreignKey && <Link2 className="size-3 shrink-0 text-muted" aria-label="foreign key" />}
        <span className="truncate font-medium">{column.name}</span>
        <span className="shrink-[999] truncate text-xs text-muted">{column.detail}</span>
      </span>
      {SortIcon !== null && <SortIcon className="size-3.5 shrink-0 text-accent" aria-hidden />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keeps a click on the menu from sorting */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button within has its own keys */}
      <span className="contents" onClick={(event) => event.stopPropagation()}>
        {menu(
          column.id,
          <button
            ref={menuButton}
            type="button"
            tabIndex={-1}
            aria-label={`Column ${column.name}`}
            className="mr-1 flex size-5 shrink-0 items-center justify-center rounded-[4px] text-muted opacity-0 group-hover/head:opacity-100 group-focus/head:opacity-100 hover:bg-line data-[state=open]:opacity-100"
          >
            <MoreVertical className="size-3.5" aria-hidden />
          </button>,
        )}
      </span>
      <ResizeHandle column={column.id} width={column.width} actions={actions} />
    </div>
  );
});

function ResizeHandle({ column, width, actions }: { column: string; width: number; actions: HeadingActions }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const onDown = (event: PointerEvent) => {
    event.preventDefault();
    event.stopPropagation();
    start.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  return (
    <span
      aria-hidden
      draggable={false}
      className="absolute inset-y-0 -right-[3px] z-10 w-[6px] cursor-col-resize touch-none hover:bg-accent/40"
      onPointerDown={onDown}
      onPointerMove={(event) => {
        if (start.current) actions.onResize(column, start.current.width + event.clientX - start.current.x);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => {
        event.stopPropagation();
        actions.onFit(column);
      }}
    />
  );
}
