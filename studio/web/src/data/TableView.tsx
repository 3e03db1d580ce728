import { useQueryClient } from "@tanstack/react-query";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { exportFile } from "@/api/call";
import { ConnectionLost, describeError } from "@/api/errors";
import type { ExportFormat, Filter, RelationResponse, RowsQuery } from "@/api/types";
import { useKeys } from "@/app/keys";
import { navigate } from "@/app/location";
import { useOverview } from "@/app/useOverview";
import { moveColumn, resize, shiftColumn, toggleHidden, togglePinned } from "@/grid/columns";
import { Grid } from "@/grid/Grid";
import { at, type CellPlace, type CellView, rectangle, type Selection, shifted } from "@/grid/model";
import { setSqlDraft } from "@/sql/draft";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { announce } from "@/ui/live";
import { Splitter } from "@/ui/Splitter";
import { saveFile } from "@/ui/saveFile";
import { useLate } from "@/ui/useLate";
import { useStored } from "@/ui/useStored";
import { type AfterEdit, CellEditor } from "./CellEditor";
import { ColumnMenu } from "./ColumnMenu";
import type { CopyFormat } from "./clipboard";
import { committed } from "./committed";
import { copyCells } from "./copy";
import { editStore, useEdits } from "./editStore";
import { addRow, type EditedRow, type RowId, redo, setInserted, setValue, toggleDelete, undo } from "./edits";
import { FilterBar } from "./FilterBar";
import { ImportDialog } from "./ImportDialog";
import { Inspector } from "./Inspector";
import { SkeletonRows } from "./SkeletonRows";
import { StatusBar } from "./StatusBar";
import { TableToolbar } from "./TableToolbar";
import { canEdit, cellView, editedRow, foreignKeyOf, type GridRowData, gridRows, rowTone } from "./tableModel";
import { type GridState, nextOrder, parseGridState, relationPath } from "./urlState";
import { useColumns } from "./useColumns";
import { useRows } from "./useRows";
import { count, NULL, type Typed, textValue } from "./values";

const extension: Record<ExportFormat, string> = { csv: "csv", json: "json", insert: "sql", markdown: "md" };

/** One relation: its rows, and what a person does to them. */
export function TableView({ relation, search }: { relation: RelationResponse; search: string }) {
  const { database } = useOverview();
  const client = useQueryClient();
  const edits = useEdits();
  const state = useMemo(() => parseGridState(search), [search]);
  const query = useMemo((): RowsQuery => {
    const { filters, order } = state;
    const base = { schema: relation.schema, name: relation.name, filters, order };
    return state.search === "" ? base : { ...base, search: state.search };
  }, [relation.schema, relation.name, state]);
  const rows = useRows(query, relation.columns.length);
  const columns = useColumns(database, relation, state.order, rows.pages.columns, rows.rows);
  const [rowHeight, setRowHeight] = useStored("rows.height", 28);
  const [inspector, setInspector] = useStored("inspector.open", false);
  const [inspectorWidth, setInspectorWidth] = useStored("inspector.width", 320);
  const [selection, setSelection] = useState<Selection>(at(0, 0));
  const [reveal, setReveal] = useState<CellPlace | null>(null);
  const [editing, setEditing] = useState<{ typed: string | null } | null>(null);
  const [filterWanted, setFilterWanted] = useState<string | null>(null);
  const [importing, setImporting] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const late = useLate(rows.loading === "whole");

  const go = (next: Partial<GridState>) =>
    navigate(relationPath(relation.schema, relation.name, { ...state, ...next }));
  const data = useMemo(() => gridRows(relation, rows.rows, edits), [relation, rows.rows, edits]);
  const addedCount = data.length - rows.rows.length;
  const places = useMemo(() => new Map(rows.pages.columns.map((name, index) => [name, index])), [rows.pages.columns]);
  const viewIn = useCallback(
    (row: GridRowData, column: string): CellView => cellView(row, column, places.get(column), edits),
    [places, edits],
  );
  const cellOf = useCallback(
    (row: number, column: string): CellView => {
      const one = data[row];
      return one === undefined ? { kind: "unset" } : viewIn(one, column);
    },
    [data, viewIn],
  );
  const { focus } = selection;
  const activeRow = data[focus.row] ?? null;
  const activeColumn = columns.shown[focus.column] ?? null;

  // The selection stays on its rows where pages come before them, and begins anew with other rows.
  const held = useRef({ base: 0, generation: 0 });
  const { base, generation, begins } = rows.pages;
  useLayoutEffect(() => {
    const before = held.current;
    held.current = { base, generation };
    if (before.generation === generation) {
      const shift = before.base - base;
      if (shift !== 0) setSelection((selected) => shifted(selected, shift));
    } else if (before.generation !== 0) {
      const row = begins === "bottom" ? Math.max(0, data.length - 1) : 0;
      setSelection((selected) => (selected.focus.row < 0 ? selected : at(row, selected.focus.column)));
    }
  }, [base, generation, begins, data.length]);

  const { again, replace } = rows;
  useEffect(
    () =>
      committed.subscribe((saved) => {
        for (const one of saved) {
          if (one.relation.schema !== relation.schema || one.relation.name !== relation.name) continue;
          replace(one.rows);
          if (one.added > 0) again();
        }
      }),
    [relation.schema, relation.name, replace, again],
  );

  const stage = (row: GridRowData, column: string, value: Typed) => {
    if (row.kind === "added") {
      editStore.change((before) => setInserted(before, row.staged.row, column, value));
      return;
    }
    const edited = editedRow(relation, rows.pages.columns, row.row);
    if (edited !== null) editStore.change((before) => setValue(before, edited, column, value));
  };
  const mayEdit = (row: GridRowData | null, name: string): boolean => {
    const column = relation.columns.find((one) => one.name === name);
    return row !== null && column !== undefined && canEdit(relation, column, row);
  };
  const explainReadOnly = () => announce(relation.notEditable ?? "This column cannot be set");
  const beginEdit = (typed: string | null) => {
    if (activeRow === null || activeColumn === null) return;
    if (!mayEdit(activeRow, activeColumn.name)) return explainReadOnly();
    const view = viewIn(activeRow, activeColumn.name);
    if (view.kind === "text" && view.cut !== null) setInspector(true);
    else setEditing({ typed });
  };
  const endEdit = (value: Typed | null, after: AfterEdit) => {
    setEditing(null);
    if (value !== null && activeRow !== null && activeColumn !== null) {
      const before = viewIn(activeRow, activeColumn.name);
      const same =
        value.kind === before.kind && (value.kind !== "text" || (before.kind === "text" && before.text === value.text));
      if (!same) stage(activeRow, activeColumn.name, value);
    }
    const step = { stay: [0, 0], down: [1, 0], right: [0, 1], left: [0, -1] }[after];
    const row = Math.min(data.length - 1, focus.row + (step[0] ?? 0));
    const column = Math.max(0, Math.min(columns.shown.length - 1, focus.column + (step[1] ?? 0)));
    setSelection(at(row, column));
  };
  const setNull = () => {
    if (activeRow === null || activeColumn === null) return;
    if (mayEdit(activeRow, activeColumn.name)) stage(activeRow, activeColumn.name, NULL);
    else explainReadOnly();
  };
  const deleteSelected = () => {
    const { top, bottom } = rectangle(selection);
    const chosen = data.slice(Math.max(0, top), bottom + 1).flatMap((row): (EditedRow | RowId)[] => {
      if (row.kind === "added") return [row.staged.row];
      const edited = editedRow(relation, rows.pages.columns, row.row);
      return edited === null ? [] : [edited];
    });
    if (!relation.canDelete || chosen.length === 0) return explainReadOnly();
    editStore.change((before) => toggleDelete(before, chosen));
  };
  const add = () => {
    if (!relation.canInsert) return explainReadOnly();
    const { schema, name } = relation;
    editStore.change((before) => addRow(before, { schema, name }, crypto.randomUUID()));
    setSelection(at(addedCount, 0));
    setReveal({ row: addedCount, column: 0 });
    announce("A row is added; it is saved with Commit");
  };
  const copy = async (format: CopyFormat) => {
    try {
      const { text, cells } = await copyCells(relation, columns.shown, data, rectangle(selection), viewIn, format);
      await navigator.clipboard.writeText(text);
      announce(cells === 1 ? "The value is copied" : `${count(cells)} cells are copied`);
    } catch (error) {
      announce(describeError(error).message);
    }
  };
  const exportRows = async (format: ExportFormat) => {
    setFailure(null);
    try {
      saveFile(await exportFile({ query, format }), `${relation.name}.${extension[format]}`);
    } catch (error) {
      setFailure(error);
    }
  };
  const textOf = (column: string): string | null => {
    if (activeRow === null) return null;
    const view = viewIn(activeRow, column);
    return view.kind === "text" ? view.text : null;
  };
  const equalFilters = (pairs: [string, string][]): Filter[] | null => {
    const filters = pairs.flatMap(([there, here]): Filter[] => {
      const value = textOf(here);
      return value === null ? [] : [{ column: there, operator: "equals", value }];
    });
    return filters.length === pairs.length ? filters : null;
  };
  const follow = (column: string) => {
    const key = foreignKeyOf(relation, column);
    if (key === undefined) return announce("No foreign key begins here");
    const filters = equalFilters(key.toColumns.map((there, index) => [there, key.columns[index] ?? ""]));
    if (filters !== null) navigate(relationPath(key.toSchema, key.toTable, { filters, order: [], search: "" }));
  };
  const followBack = (name: string) => {
    const key = relation.referencedBy.find((one) => one.name === name);
    if (key === undefined) return;
    const filters = equalFilters(key.columns.map((there, index) => [there, key.toColumns[index] ?? ""]));
    if (filters !== null) navigate(relationPath(key.schema, key.table, { filters, order: [], search: "" }));
  };
  const openSql = () => {
    setSqlDraft(`${rows.pages.list[0]?.sql ?? ""};\n`);
    navigate("/sql");
  };
  const refresh = () => {
    client.invalidateQueries({ queryKey: ["relation", relation.schema, relation.name] });
    rows.again();
  };

  useKeys({
    "Alt+n": add,
    "Alt+ArrowRight": () => {
      if (activeColumn !== null) follow(activeColumn.name);
    },
  });
  const onKey = (event: KeyboardEvent) => {
    const ctrl = event.ctrlKey || event.metaKey;
    const actions: Record<string, () => void> = ctrl
      ? {
          Backspace: setNull,
          c: () => void copy("tsv"),
          z: () => editStore.change(event.shiftKey ? redo : undo),
          Z: () => editStore.change(redo),
          y: () => editStore.change(redo),
          Home: rows.first,
          End: rows.last,
        }
      : {
          Enter: () => beginEdit(null),
          F2: () => beginEdit(null),
          Delete: deleteSelected,
          " ": () => setInspector(!inspector),
        };
    const action = actions[event.key];
    if (action !== undefined && focus.row >= 0) {
      event.preventDefault();
      action();
    } else if (!ctrl && !event.altKey && event.key.length === 1 && !"?/".includes(event.key) && focus.row >= 0) {
      if (!mayEdit(activeRow, activeColumn?.name ?? "")) return;
      event.preventDefault();
      beginEdit(event.key);
    }
  };

  const onPaste = (event: React.ClipboardEvent) => {
    if (editing || !(event.target instanceof HTMLElement) || event.target.getAttribute("role") !== "gridcell") return;
    if (activeRow === null || activeColumn === null || !mayEdit(activeRow, activeColumn.name)) return;
    event.preventDefault();
    stage(activeRow, activeColumn.name, textValue(event.clipboardData.getData("text/plain")));
  };

  const { layout, setLayout } = columns;
  const names = relation.columns.map(({ name }) => name);
  const columnMenu = (name: string, trigger: ReactNode) => (
    <ColumnMenu
      trigger={trigger}
      pinned={layout.pinned.includes(name)}
      orderable={relation.columns.find((one) => one.name === name)?.orderable ?? false}
      actions={{
        sort: (descending) => go({ order: [{ column: name, descending }] }),
        filter: () => setFilterWanted(name),
        pin: () => setLayout(togglePinned(layout, name)),
        shift: (by) => setLayout(shiftColumn(names, layout, name, by)),
        fit: () => setLayout(resize(layout, name, columns.widthOf(name))),
        hide: () => setLayout(toggleHidden(layout, name)),
      }}
    />
  );
  const activeView = activeColumn === null || activeRow === null ? null : viewIn(activeRow, activeColumn.name);
  const editor =
    editing === null || activeColumn === null || activeView === null ? null : (
      <CellEditor
        column={activeColumn}
        text={editing.typed ?? (activeView.kind === "text" ? activeView.text : null)}
        typedOver={editing.typed !== null}
        onDone={endEdit}
      />
    );
  const total = rows.pages.list.at(-1)?.estimatedRows ?? null;
  const { top, bottom, left, right } = rectangle(selection);
  const filtered = state.filters.length > 0 || state.search !== "";

  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col" onPaste={onPaste}>
        <TableToolbar
          relation={relation}
          filters={
            <FilterBar
              columns={relation.columns}
              filters={state.filters}
              onFilters={(filters) => go({ filters })}
              wanted={filterWanted}
              onWanted={setFilterWanted}
            />
          }
          search={state.search}
          onSearch={(text) => text !== state.search && go({ search: text })}
          layout={layout}
          onLayout={setLayout}
          rowHeight={rowHeight}
          onRowHeight={setRowHeight}
          inspector={inspector}
          onInspector={() => setInspector(!inspector)}
          onCopy={(format) => void copy(format)}
          onExport={(format) => void exportRows(format)}
          onImport={() => setImporting(true)}
          onAdd={add}
          onDelete={deleteSelected}
          onRefresh={refresh}
          onSql={openSql}
        />
        {rows.error !== null && !(rows.error instanceof ConnectionLost) && (
          <ErrorPanel error={rows.error} onRetry={rows.again} />
        )}
        {failure !== null && <ErrorPanel error={failure} onRetry={() => setFailure(null)} />}
        <div className="relative flex min-h-0 flex-1 flex-col">
          {late && rows.pages.list.length === 0 ? (
            <SkeletonRows rowHeight={rowHeight} />
          ) : (
            <Grid
              label={`Rows of ${relation.name}`}
              columns={columns.grid}
              rowCount={data.length}
              total={total === null ? -1 : total + addedCount}
              base={rows.pages.base - addedCount}
              generation={rows.pages.generation}
              begins={rows.pages.begins}
              rowHeight={rowHeight}
              revision={edits}
              cellOf={cellOf}
              toneOf={(index) => {
                const row = data[index];
                return row === undefined ? "plain" : rowTone(row, edits);
              }}
              rowLabel={(index) => (index < addedCount ? "new" : count(rows.pages.base + index - addedCount + 1))}
              selection={selection}
              reveal={reveal}
              onSelection={(next) => {
                setEditing(null);
                setSelection(next);
              }}
              editor={editor}
              onKey={onKey}
              onOpen={() => beginEdit(null)}
              onNearStart={rows.less}
              onNearEnd={rows.more}
              dimmed={late}
              onSort={(column, more) => {
                if (relation.columns.find(({ name }) => name === column)?.orderable)
                  go({ order: nextOrder(state.order, column, more) });
              }}
              onResize={(name, width) => setLayout(resize(layout, name, width))}
              onFit={(name) => setLayout(resize(layout, name, columns.widthOf(name)))}
              onMove={(name, to) => setLayout(moveColumn(names, layout, name, to))}
              menu={columnMenu}
            />
          )}
          {data.length === 0 && rows.loading === null && rows.error === null && (
            <div className="pointer-events-none absolute inset-x-0 top-[30px] bottom-0 [&_button]:pointer-events-auto">
              {filtered ? (
                <Empty
                  title="No row fits"
                  action={<Button onClick={() => go({ filters: [], search: "" })}>Remove the filters</Button>}
                >
                  The filters leave nothing of {relation.name}.
                </Empty>
              ) : (
                <Empty
                  title={`${relation.name} is empty`}
                  action={relation.canInsert && <Button onClick={add}>Add a row</Button>}
                >
                  No row has been added yet.
                </Empty>
              )}
            </div>
          )}
        </div>
        <StatusBar
          rows={rows}
          query={query}
          jumpColumn={state.order[0]?.column ?? relation.primaryKey[0] ?? null}
          selected={(bottom - top + 1) * (right - left + 1)}
          readOnly={relation.editable ? null : relation.notEditable}
        />
      </div>
      {inspector && (
        <>
          <Splitter
            label="Width of the inspector"
            grows="left"
            size={inspectorWidth}
            min={220}
            max={720}
            onSize={setInspectorWidth}
          />
          <div className="h-full shrink-0" style={{ width: inspectorWidth }}>
            <Inspector
              relation={relation}
              row={activeRow}
              viewOf={(column) => (activeRow === null ? { kind: "unset" } : viewIn(activeRow, column))}
              activeColumn={activeColumn?.name ?? null}
              isEditable={(column) => mayEdit(activeRow, column.name)}
              onValue={(column, value) => activeRow !== null && stage(activeRow, column, value)}
              onFollow={follow}
              onReferencedBy={followBack}
              onClose={() => setInspector(false)}
            />
          </div>
        </>
      )}
      {importing && <ImportDialog relation={relation} onClose={() => setImporting(false)} onImported={refresh} />}
    </div>
  );
}
