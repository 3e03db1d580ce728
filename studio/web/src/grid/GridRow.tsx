import { Minus, Pencil, Plus } from "lucide-react";
import { memo, type ReactNode } from "react";
import { cx } from "@/ui/cx";
import { CellContent } from "./CellContent";
import type { CellView, GridColumn, Rectangle, RowTone } from "./model";

/** A column that is drawn, and where. */
export interface DrawnColumn {
  index: number;
  left: number;
  column: GridColumn;
}

export interface GridRowProps {
  index: number;
  /** The row's number to a reader, from 1; the heading is 1. */
  ariaIndex: number;
  label: string;
  top: number;
  height: number;
  width: number;
  gutter: number;
  pinned: DrawnColumn[];
  pinnedWidth: number;
  drawn: DrawnColumn[];
  tone: RowTone;
  cellOf: (row: number, column: string) => CellView;
  /** The column of the active cell, where it is in this row. */
  active: number | null;
  selected: Rectangle | null;
  editor: ReactNode;
  /** Changes whenever what `cellOf` gives changes. */
  revision: unknown;
}

const tint: Record<RowTone, string> = {
  plain: "bg-bg",
  changed: "bg-bg",
  added: "bg-add-tint",
  deleted: "bg-delete-tint",
};

const mark: Record<RowTone, ReactNode> = {
  plain: null,
  changed: <Pencil className="size-3 text-change" aria-label="changed" />,
  added: <Plus className="size-3.5 text-add" aria-label="added" />,
  deleted: <Minus className="size-3.5 text-delete" aria-label="to be deleted" />,
};

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { index, ariaIndex, label, top, height, width, gutter, pinned, pinnedWidth, drawn, tone, selected } = props;
  const inRows = selected !== null && index >= selected.top && index <= selected.bottom;
  const cell = (place: DrawnColumn) => (
    <Cell
      key={place.column.id}
      index={index}
      place={place}
      tone={tone}
      cellOf={props.cellOf}
      active={props.active === place.index}
      selected={inRows && selected !== null && place.index >= selected.left && place.index <= selected.right}
      editor={props.active === place.index ? props.editor : null}
      revision={props.revision}
    />
  );
  return (
    <div
      role="row"
      aria-rowindex={ariaIndex}
      className={cx("group/row absolute top-0 left-0", tint[tone])}
      style={{ transform: `translateY(${top}px)`, height, width }}
    >
      <div
        role="presentation"
        className={cx("sticky left-0 z-10 h-full", tint[tone])}
        style={{ width: gutter + pinnedWidth }}
      >
        <div
          role="rowheader"
          data-row={index}
          data-column={-1}
          className={cx(
            "absolute inset-y-0 left-0 flex items-center justify-end gap-1 border-r border-b px-2 text-xs select-none",
            inRows ? "bg-accent-tint text-text" : "text-muted",
          )}
          style={{ width: gutter }}
        >
          {mark[tone]}
          <span className="tabular-nums">{label}</span>
        </div>
        {pinned.map(cell)}
      </div>
      {drawn.map(cell)}
    </div>
  );
});

interface CellProps {
  index: number;
  place: DrawnColumn;
  tone: RowTone;
  cellOf: GridRowProps["cellOf"];
  active: boolean;
  selected: boolean;
  editor: ReactNode;
  revision: unknown;
}

const Cell = memo(function Cell({ index, place, tone, cellOf, active, selected, editor }: CellProps) {
  const { index: columnIndex, left, column } = place;
  const view = cellOf(index, column.id);
  const changed = view.kind !== "unset" && view.changed;
  return (
    <div
      role="gridcell"
      aria-colindex={columnIndex + 2}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      data-row={index}
      data-column={columnIndex}
      className={cx(
        "mono absolute inset-y-0 flex items-center overflow-clip border-r border-b px-2 whitespace-pre",
        "focus:outline-2 focus:-outline-offset-2 focus:outline-accent",
        column.numeric && "justify-end",
        changed && tone !== "deleted" && "bg-change-tint text-change font-medium",
        selected && !active && "bg-accent-tint",
        active && !changed && "bg-accent-tint",
        tone === "deleted" && "text-delete",
        tone === "plain" && !selected && !changed && "group-hover/row:bg-surface",
      )}
      style={{ left, width: column.width }}
    >
      {active && editor ? editor : <CellContent view={view} struck={tone === "deleted"} />}
    </div>
  );
});
