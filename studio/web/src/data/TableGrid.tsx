import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef } from "react";
import type { RelationResponse } from "@/api/types";
import { moveColumn, resize, shiftColumn, toggleHidden, togglePinned } from "@/grid/columns";
import { Grid } from "@/grid/Grid";
import { at, type CellPlace, rectangle, type Selection } from "@/grid/model";
import { useSteady } from "@/ui/useSteady";
import { type AfterEdit, CellEditor } from "./CellEditor";
import { ColumnMenu } from "./ColumnMenu";
import { editStore } from "./editStore";
import { type RowId, redo, undo } from "./edits";
import { parsePasted } from "./pasted";
import { identityOf } from "./tableModel";
import { type GridState, nextOrder } from "./urlState";
import type { Columns } from "./useColumns";
import type { Staging } from "./useStaging";
import type { TableData } from "./useTableData";
import { count, NULL, type Typed } from "./values";

interface TableGridProps {
  relation: RelationResponse;
  table: TableData;
  columns: Columns;
  staging: Staging;
  rowHeight: number;
  dimmed: boolean;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  reveal: CellPlace | null;
  onState: (state: Partial<GridState>) => void;
  onFilter: (column: string) => void;
  onCopy: () => void;
  /** Opens or closes the inspector; `true` opens it. */
  onInspect: (open?: true) => void;
  editing: Editing | null;
  onEditing: (editing: Editing | null) => void;
}

/** The cell that is being written, wherever its row is shown. */
export interface Editing {
  row: RowId | null;
  column: string;
  /** The key that began it. */
  typed: string | null;
}

const steps: Record<Exclude<AfterEdit, "gone">, [number, number]> = {
  stay: [0, 0],
  down: [1, 0],
  right: [0, 1],
  left: [0, -1],
};

/** The grid of a table: its keys, its editor, the menus of its columns. */
export function TableGrid(props: TableGridProps) {
  const { relation, table, columns, staging, selection, onSelection, onState, editing, onEditing } = props;
  const { rows, shown, addedCount, state } = table;
  const { layout, setLayout } = columns;
  const { focus } = selection;
  const activeRow = shown[focus.row] ?? null;
  const activeColumn = columns.shown[focus.column] ?? null;
  const active = activeRow === null || activeColumn === null ? null : { row: activeRow, column: activeColumn };
  const names = relation.columns.map(({ name }) => name);
  const isOrderable = (name: string) => relation.columns.find((one) => one.name === name)?.orderable ?? false;

  const beginEdit = (typed: string | null) => {
    if (active === null) return;
    if (!staging.mayEdit(active.row, active.column.name)) return staging.explain();
    const view = table.viewIn(active.row, active.column.name);
    // A value of which only the beginning is here is edited where all of it can be fetched.
    if (view.kind === "text" && view.cut !== null) props.onInspect(true);
    else onEditing({ row: identityOf(active.row), column: active.column.name, typed });
  };
  const endEdit = (value: Typed | null, after: AfterEdit) => {
    onEditing(null);
    if (active !== null && value !== null) {
      const before = table.viewIn(active.row, active.column.name);
      const isSame =
        value.kind === before.kind && (value.kind !== "text" || (before.kind === "text" && before.text === value.text));
      if (!isSame) staging.stage(active.row, active.column.name, value);
    }
    if (after === "gone") return;
    const [down, right] = steps[after];
    const column = Math.max(0, Math.min(columns.shown.length - 1, focus.column + right));
    onSelection(at(Math.min(shown.length - 1, focus.row + down), column));
  };

  const onKey = (event: KeyboardEvent) => {
    if (active === null || event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const actions: Record<string, () => void> = ctrl
      ? {
          Backspace: () => staging.stage(active.row, active.column.name, NULL),
          c: props.onCopy,
          z: () => editStore.change(event.shiftKey ? redo : undo),
          Z: () => editStore.change(redo),
          y: () => editStore.change(redo),
          Home: rows.first,
          End: rows.last,
        }
      : {
          Enter: () => beginEdit(null),
          F2: () => beginEdit(null),
          Delete: () => staging.remove(rectangle(selection)),
          " ": () => props.onInspect(),
        };
    const action = actions[event.key];
    if (action !== undefined) action();
    else if (!ctrl && isTyped(event.key) && staging.mayEdit(active.row, active.column.name)) beginEdit(event.key);
    else return;
    event.preventDefault();
  };
  usePaste((text) => {
    if (editing !== null || active === null) return;
    void staging.paste(parsePasted(text), rectangle(selection), columns.shown).then((lies) => {
      if (lies === null) return;
      const { top, bottom, left, right } = lies;
      onSelection({ anchor: { row: bottom, column: right }, focus: { row: top, column: left } });
    });
  });

  const steady = useSteady({
    sort: (column: string, descending: boolean) => onState({ order: [{ column, descending }] }),
    filter: props.onFilter,
    pin: (column: string) => setLayout(togglePinned(layout, column)),
    shift: (column: string, by: -1 | 1) => setLayout(shiftColumn(names, layout, column, by)),
    fit: (column: string) => setLayout(resize(layout, column, columns.widthOf(column))),
    hide: (column: string) => setLayout(toggleHidden(layout, column)),
    look: (row: number) => rows.look(rows.pages.base - addedCount + row),
  });
  const { pinned } = layout;
  const menu = useCallback(
    (name: string, trigger: ReactNode) => (
      <ColumnMenu
        trigger={trigger}
        pinned={pinned.includes(name)}
        orderable={relation.columns.find((one) => one.name === name)?.orderable ?? false}
        column={name}
        actions={steady}
      />
    ),
    [pinned, relation, steady],
  );
  const view = active === null ? null : table.viewIn(active.row, active.column.name);
  const isEdited = editing !== null && active?.column.name === editing.column && identityOf(active.row) === editing.row;
  const isLeft = editing !== null && !isEdited;
  useEffect(() => {
    if (isLeft) onEditing(null);
  }, [isLeft, onEditing]);
  const editor =
    !isEdited || active === null || view === null ? null : (
      <CellEditor column={active.column} view={view} typed={editing.typed} onDone={endEdit} />
    );
  const total = rows.pages.list.at(-1)?.estimatedRows ?? null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Grid
        label={`Rows of ${relation.name}`}
        columns={columns.grid}
        rowCount={shown.length}
        total={total === null ? -1 : total + addedCount}
        base={rows.pages.base - addedCount}
        generation={rows.pages.generation}
        begins={rows.pages.begins}
        rowHeight={props.rowHeight}
        revision={table.revision}
        cellOf={table.cellOf}
        toneOf={table.toneOf}
        rowLabel={(index) => (index < addedCount ? "new" : count(rows.pages.base + index - addedCount + 1))}
        selection={selection}
        reveal={props.reveal}
        onSelection={(next) => {
          onEditing(null);
          onSelection(next);
        }}
        editor={editor}
        onKey={onKey}
        onOpen={() => beginEdit(null)}
        onNearStart={rows.less}
        onNearEnd={rows.more}
        onView={steady.look}
        dimmed={props.dimmed}
        onSort={(column, more) => {
          if (isOrderable(column)) onState({ order: nextOrder(state.order, column, more) });
        }}
        onResize={(name, width) => setLayout(resize(layout, name, width))}
        onFit={steady.fit}
        onMove={(name, to) => setLayout(moveColumn(names, layout, name, to))}
        menu={menu}
      />
    </div>
  );
}

/** Whether a key writes a character; those that the page itself answers to do not begin an edit. */
function isTyped(key: string): boolean {
  return key.length === 1 && key !== "?" && key !== "/";
}

/**
 * Text that is pasted while a cell has the focus. The event goes to where the browser's own caret is, which need not be
 * near: so all of them are heard.
 */
function usePaste(onText: (text: string) => void): void {
  const current = useRef(onText);
  current.current = onText;
  useEffect(() => {
    const listen = (event: ClipboardEvent) => {
      if (document.activeElement?.getAttribute("role") !== "gridcell") return;
      event.preventDefault();
      current.current(event.clipboardData?.getData("text/plain") ?? "");
    };
    document.addEventListener("paste", listen);
    return () => document.removeEventListener("paste", listen);
  }, []);
}
