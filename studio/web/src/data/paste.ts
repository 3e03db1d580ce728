import type { Column, RelationResponse } from "@/api/types";
import type { Rectangle } from "@/grid/model";
import type { PasteTarget } from "./edits";
import { canEdit, editedRow, type GridRowData } from "./tableModel";
import { DEFAULT, type Typed, typedOf } from "./values";

/** So many edits are saved at a time at most, so no more rows are pasted. */
export const pastedAtMost = 10_000;

export type PastedCells = readonly (readonly (string | null)[])[];

/** The rows that a block lies on, and how many rows it still needs after them. */
export interface PasteRows {
  onto: GridRowData[];
  missing: number;
  /** Whether rows of the table may follow `onto`; new rows are followed by new rows only. */
  goesOn: boolean;
}

/**
 * Where a block lies that begins at the upper left of the selection: as far down as it is long. From a new row on it
 * fills new rows, and never runs into the table's own below them.
 */
export function rowsBelow(shown: readonly GridRowData[], top: number, length: number): PasteRows {
  const kind = shown[top]?.kind;
  const same = shown.slice(Math.max(0, top), top + length).filter((row) => row.kind === kind);
  return { onto: same, missing: length - same.length, goesOn: kind === "stored" };
}

/** One value that is pasted over many selected cells fills each of them; a block is what it is. */
export function spread(cells: PastedCells, { top, bottom, left, right }: Rectangle): PastedCells {
  const value = cells.length === 1 && cells[0]?.length === 1 ? cells[0][0] : undefined;
  if (value === undefined) return cells;
  const row = new Array<string | null>(right - left + 1).fill(value);
  return new Array<(string | null)[]>(bottom - top + 1).fill(row);
}

export interface Pasted {
  rows: { target: PasteTarget; values: Record<string, Typed> }[];
  /** How many cells are set, and how many could not be. */
  cells: number;
  refused: number;
  /** How many rows are new. */
  added: number;
}

/** What a block sets in `onto` and, beyond them, in new rows; `columns` are those from the first of the block on. */
export function paste(
  relation: RelationResponse,
  held: readonly string[],
  columns: readonly Column[],
  cells: PastedCells,
  onto: readonly GridRowData[],
  isDeleted: (row: GridRowData) => boolean,
): Pasted {
  const pasted: Pasted = { rows: [], cells: 0, refused: 0, added: 0 };
  cells.forEach((line, at) => {
    const row = onto[at] ?? null;
    const target = row !== null && isDeleted(row) ? null : targetOf(relation, held, row);
    const values: [string, Typed][] = [];
    line.forEach((text, place) => {
      const column = columns[place];
      if (column === undefined || target === null || !canEdit(relation, column, row)) pasted.refused += 1;
      else values.push([column.name, pastedValue(text, column, target)]);
    });
    if (target === null || values.length === 0) return;
    pasted.cells += values.length;
    if (target.kind === "new") pasted.added += 1;
    pasted.rows.push({ target, values: Object.fromEntries(values) });
  });
  return pasted;
}

function targetOf(relation: RelationResponse, held: readonly string[], row: GridRowData | null): PasteTarget | null {
  if (row === null) {
    const { schema, name } = relation;
    return relation.canInsert ? { kind: "new", id: crypto.randomUUID(), relation: { schema, name } } : null;
  }
  if (row.kind === "added") return { kind: "added", id: row.staged.row };
  const edited = editedRow(relation, held, row.row);
  return edited === null ? null : { kind: "stored", row: edited };
}

/** Nothing is NULL; in a new row, where a column cannot be NULL, it is what the server has for such a row. */
function pastedValue(text: string | null, column: Column, target: PasteTarget): Typed {
  return text === null && !column.nullable && target.kind !== "stored" ? DEFAULT : typedOf(text);
}
