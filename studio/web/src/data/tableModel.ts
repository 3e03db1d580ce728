import type { Column, ForeignKey, RelationResponse, Row } from "@/api/types";
import type { CellView, RowTone } from "@/grid/model";
import type { EditedRow, EditState, RelationName, RowId, Staged, StagedInsert } from "./edits";
import { rowId } from "./edits";
import type { Typed } from "./values";

/** A row of the grid: one that was staged to be added, or one of the table. */
export type GridRowData = { kind: "added"; staged: StagedInsert } | { kind: "stored"; row: Row; id: string | null };

export function isRelation(staged: Staged, { schema, name }: RelationName): boolean {
  return staged.relation.schema === schema && staged.relation.name === name;
}

export function storedRow(relation: RelationName, row: Row): GridRowData {
  return { kind: "stored", row, id: row.key === null ? null : rowId(relation, row.key) };
}

/** By which a row is found again among others; null where nothing tells it apart. */
export function identityOf(row: GridRowData): RowId | null {
  return row.kind === "added" ? row.staged.row : row.id;
}

/** Added rows stand on top, where they are seen. */
export function gridRows(relation: RelationName, rows: readonly Row[], edits: EditState): GridRowData[] {
  const added = [...edits.staged.values()].filter(
    (staged): staged is StagedInsert => staged.kind === "insert" && isRelation(staged, relation),
  );
  return [
    ...added.map((staged): GridRowData => ({ kind: "added", staged })),
    ...rows.map((row) => storedRow(relation, row)),
  ];
}

function typedView(value: Typed, changed: boolean): CellView {
  return value.kind === "text" ? { kind: "text", text: value.text, cut: null, changed } : { kind: value.kind, changed };
}

/** What a cell shows: the staged value where there is one. */
export function cellView(data: GridRowData, column: string, at: number | undefined, edits: EditState): CellView {
  if (data.kind === "added") {
    const value = data.staged.values[column];
    return value === undefined ? { kind: "unset" } : typedView(value, false);
  }
  const staged = data.id === null ? undefined : edits.staged.get(data.id);
  if (staged?.kind === "update") {
    const value = staged.changes[column];
    if (value !== undefined) return typedView(value, true);
  }
  const cell = at === undefined ? undefined : data.row.cells[at];
  if (cell === undefined) return { kind: "unset" };
  if (cell.text === null) return { kind: "null", changed: false };
  return { kind: "text", text: cell.text, cut: cell.cut ?? null, changed: false };
}

export function rowTone(data: GridRowData, edits: EditState): RowTone {
  if (data.kind === "added") return "added";
  const staged = data.id === null ? undefined : edits.staged.get(data.id);
  if (staged === undefined) return "plain";
  return staged.kind === "delete" ? "deleted" : "changed";
}

/** The row as an edit begins on it; null where rows cannot be edited. Values that are cut are not known whole. */
export function editedRow(relation: RelationName, columns: readonly string[], row: Row): EditedRow | null {
  if (row.key === null || row.version === null) return null;
  const values: Record<string, string | null> = {};
  columns.forEach((column, at) => {
    const cell = row.cells[at];
    if (cell !== undefined && cell.cut === undefined) values[column] = cell.text;
  });
  return { relation: { schema: relation.schema, name: relation.name }, key: row.key, version: row.version, values };
}

/** Whether a column may be set in a row; null is a row that is still to be added. */
export function canEdit(relation: RelationResponse, column: Column, data: GridRowData | null): boolean {
  if (column.generated !== null || column.identity === "always") return false;
  return data === null || data.kind === "added"
    ? relation.canInsert
    : relation.editable && column.updatable && data.row.key !== null;
}

export function foreignKeyOf(relation: RelationResponse, column: string): ForeignKey | undefined {
  return relation.foreignKeys.find(({ columns }) => columns.includes(column));
}
