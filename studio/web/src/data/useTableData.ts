import { useCallback, useEffect, useMemo } from "react";
import type { RelationResponse, RowsQuery } from "@/api/types";
import type { CellView, RowTone } from "@/grid/model";
import { committed } from "./committed";
import { useEdits } from "./editStore";
import { cellView, type GridRowData, gridRows, rowTone } from "./tableModel";
import { type GridState, parseGridState } from "./urlState";
import { type Rows, useRows } from "./useRows";

export interface TableData {
  state: GridState;
  query: RowsQuery;
  rows: Rows;
  /** The rows as the grid shows them: staged ones that are to be added first. */
  shown: GridRowData[];
  addedCount: number;
  viewIn: (row: GridRowData, column: string) => CellView;
  cellOf: (row: number, column: string) => CellView;
  toneOf: (row: number) => RowTone;
  /** Changes whenever a cell may look different. */
  revision: unknown;
}

/** The rows of a relation as the URL asks for them, with what is staged on top. */
export function useTableData(relation: RelationResponse, search: string, writing: boolean): TableData {
  const edits = useEdits();
  const state = useMemo(() => parseGridState(search), [search]);
  const query = useMemo((): RowsQuery => {
    const { filters, order } = state;
    const base = { schema: relation.schema, name: relation.name, filters, order };
    return state.search === "" ? base : { ...base, search: state.search };
  }, [relation.schema, relation.name, state]);
  const rows = useRows(query, relation.columns.length, writing);
  const { again, replace, pages } = rows;
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
  const shown = useMemo(() => gridRows(relation, rows.rows, edits), [relation, rows.rows, edits]);
  const places = useMemo(() => new Map(pages.columns.map((name, index) => [name, index])), [pages.columns]);
  const viewIn = useCallback(
    (row: GridRowData, column: string): CellView => cellView(row, column, places.get(column), edits),
    [places, edits],
  );
  const cellOf = useCallback(
    (index: number, column: string): CellView => {
      const row = shown[index];
      return row === undefined ? { kind: "unset" } : viewIn(row, column);
    },
    [shown, viewIn],
  );
  const toneOf = useCallback(
    (index: number): RowTone => {
      const row = shown[index];
      return row === undefined ? "plain" : rowTone(row, edits);
    },
    [shown, edits],
  );
  const addedCount = shown.length - rows.rows.length;
  return { state, query, rows, shown, addedCount, viewIn, cellOf, toneOf, revision: edits };
}
