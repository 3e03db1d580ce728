import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { fileCall } from "@/api/call";
import { describeError } from "@/api/errors";
import type { ExportFormat, Filter, RelationResponse } from "@/api/types";
import { useKeys } from "@/app/keys";
import { navigate } from "@/app/location";
import { useOverview } from "@/app/useOverview";
import { toggleHidden } from "@/grid/columns";
import { at, type CellPlace, rectangle } from "@/grid/model";
import { setSqlDraft } from "@/sql/draft";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { announce } from "@/ui/live";
import { Splitter } from "@/ui/Splitter";
import { useLate } from "@/ui/useLate";
import { useSteady } from "@/ui/useSteady";
import { useStored } from "@/ui/useStored";
import type { CopyFormat } from "./clipboard";
import { columnsHere } from "./columnsHere";
import { copyCells } from "./copy";
import { FilterBar } from "./FilterBar";
import { followPath } from "./follow";
import { ImportDialog } from "./ImportDialog";
import { NoRows } from "./NoRows";
import { RowInspector, wholeText } from "./RowInspector";
import { SkeletonRows } from "./SkeletonRows";
import { StatusBar } from "./StatusBar";
import { type Editing, TableGrid } from "./TableGrid";
import { TableToolbar } from "./TableToolbar";
import { type GridState, relationPath } from "./urlState";
import { useColumns } from "./useColumns";
import { useExport } from "./useExport";
import { useHeldSelection } from "./useHeldSelection";
import { useStaging } from "./useStaging";
import { useTableData } from "./useTableData";
import { count } from "./values";

/** One relation: its rows, and what a person does to them. */
export function TableView({ relation, search }: { relation: RelationResponse; search: string }) {
  const { identity } = useOverview();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Editing | null>(null);
  const table = useTableData(relation, search, editing !== null);
  const { state, query, rows, shown, viewIn } = table;
  const columns = useColumns(identity, relation, state.order, rows);
  const staging = useStaging(relation, table);
  const [selection, setSelection] = useHeldSelection(rows.pages, shown);
  const [rowHeight, setRowHeight] = useStored("rows.height", 28);
  const [inspector, setInspector] = useStored("inspector.open", false);
  const [inspectorWidth, setInspectorWidth] = useStored("inspector.width", 320);
  const [reveal, setReveal] = useState<CellPlace | null>(null);
  const [filterWanted, setFilterWanted] = useState<string | null>(null);
  const [wantedColumn, setWantedColumn] = useState<string | null>(null);
  const [importing, setImporting] = useState(false);
  const file = useExport();
  const late = useLate(rows.loading === "whole" || rows.loading === "same");
  const activeRow = shown[selection.focus.row] ?? null;
  const activeColumn = columns.shown[selection.focus.column]?.name ?? null;
  const selected = rectangle(selection);

  const go = (next: Partial<GridState>) =>
    navigate(relationPath(relation.schema, relation.name, { ...state, ...next }));
  const add = () => {
    if (!staging.add()) return;
    const place = { row: table.addedCount, column: 0 };
    setSelection(at(place.row, place.column));
    setReveal(place);
  };
  const copy = async (format: CopyFormat) => {
    try {
      const { text, cells } = await copyCells(relation, columns.shown, shown, selected, viewIn, format);
      await navigator.clipboard.writeText(text);
      announce(cells === 1 ? "The value is copied" : `${count(cells)} cells are copied`);
    } catch (error) {
      announce(describeError(error).message);
    }
  };
  const exportRows = (format: ExportFormat) =>
    void file.begin(relation.name, format, (signal) => fileCall("/api/export", { query, format }, { signal }));
  const textOf = (column: string) => (activeRow === null ? null : wholeText(viewIn(activeRow, column)));
  const leave = (path: string | null) => {
    if (path === null) announce("No foreign key leads on from here");
    else navigate(path);
  };
  const openSql = () => {
    const sql = rows.pages.list[0]?.sql;
    if (sql !== undefined) setSqlDraft(`${sql};\n`);
    navigate("/sql");
  };
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["relation", relation.schema, relation.name] });
    rows.again();
  };
  useKeys({
    "Alt+n": add,
    "Alt+ArrowRight": () => leave(activeColumn === null ? null : followPath(relation, activeColumn, textOf)),
  });

  useEffect(() =>
    columnsHere.set({
      table: relation.name,
      columns: relation.columns.map(({ name }) => name),
      go: (name) => {
        const { layout, setLayout } = columns;
        if (layout.hidden.includes(name)) setLayout(toggleHidden(layout, name));
        setWantedColumn(name);
      },
    }),
  );
  // Where it was hidden, it has a place only now.
  const wantedAt = wantedColumn === null ? -1 : columns.shown.findIndex(({ name }) => name === wantedColumn);
  if (wantedAt >= 0) {
    const place = { row: selection.focus.row, column: wantedAt };
    setWantedColumn(null);
    setSelection(at(place.row, place.column));
    setReveal(place);
  }

  // With each key another cell is the active one: what is around the grid is not drawn anew for that.
  const act = useSteady({
    search: (text: string) => {
      if (text !== state.search) go({ search: text });
    },
    filter: (filters: Filter[]) => go({ filters }),
    inspect: () => setInspector(!inspector),
    copy: (format: CopyFormat) => void copy(format),
    importFile: () => setImporting(true),
    remove: () => staging.remove(selected),
    mayEdit: staging.mayEdit,
    stage: staging.stage,
    closeInspector: () => setInspector(false),
    leave,
    exportRows,
    add,
    refresh,
    openSql,
  });
  const filters = useMemo(
    () => (
      <FilterBar
        columns={relation.columns}
        filters={state.filters}
        onFilters={act.filter}
        wanted={filterWanted}
        onWanted={setFilterWanted}
      />
    ),
    [relation.columns, state.filters, act, filterWanted],
  );
  const { pages, loading, error } = rows;
  const isEmpty = shown.length === 0 && pages.list.length > 0 && loading === null && error === null;
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col">
        <TableToolbar
          relation={relation}
          filters={filters}
          search={state.search}
          onSearch={act.search}
          layout={columns.layout}
          onLayout={columns.setLayout}
          rowHeight={rowHeight}
          onRowHeight={setRowHeight}
          inspector={inspector}
          onInspector={act.inspect}
          onCopy={act.copy}
          onExport={act.exportRows}
          exporting={file.running}
          onImport={act.importFile}
          onAdd={act.add}
          onDelete={act.remove}
          onRefresh={act.refresh}
          onSql={act.openSql}
        />
        {error !== null && <ErrorPanel error={error} onRetry={rows.retry} />}
        {file.failure !== null && <ErrorPanel error={file.failure} onDismiss={file.forget} />}
        <div className="relative flex min-h-0 flex-1 flex-col">
          {late && shown.length === 0 && pages.list.length === 0 ? (
            <SkeletonRows rowHeight={rowHeight} />
          ) : (
            <TableGrid
              relation={relation}
              table={table}
              columns={columns}
              staging={staging}
              rowHeight={rowHeight}
              dimmed={late}
              selection={selection}
              onSelection={setSelection}
              reveal={reveal}
              onState={go}
              onFilter={setFilterWanted}
              onCopy={() => void copy("tsv")}
              onInspect={(open) => setInspector(open ?? !inspector)}
              editing={editing}
              onEditing={setEditing}
            />
          )}
          {isEmpty && (
            <NoRows
              name={relation.name}
              filtered={state.filters.length > 0}
              search={state.search}
              onUnfilter={() => go({ filters: [], search: "" })}
              onAdd={relation.canInsert ? add : null}
            />
          )}
        </div>
        <StatusBar
          rows={rows}
          query={query}
          jumpColumn={state.order[0]?.column ?? relation.primaryKey[0] ?? null}
          selected={(selected.bottom - selected.top + 1) * (selected.right - selected.left + 1)}
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
            <RowInspector
              relation={relation}
              row={activeRow}
              activeColumn={activeColumn}
              viewIn={viewIn}
              actions={act}
            />
          </div>
        </>
      )}
      {importing && <ImportDialog relation={relation} onClose={() => setImporting(false)} onImported={refresh} />}
    </div>
  );
}
