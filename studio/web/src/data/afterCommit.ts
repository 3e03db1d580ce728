import type { Row } from "@/api/types";
import { type EditedRow, type EditState, putUpdate, type RowId, rowId, type Staged } from "./edits";
import { sameTyped, type Typed, typedOf } from "./values";

interface Answer {
  /** The row of each edit as it is now. */
  rows: readonly (Row | null)[];
  columns: readonly (readonly string[])[];
}

/**
 * What is staged once `sent` is saved. What was changed after it had been sent is still to be saved: it goes on on the rows
 * as they are now.
 */
export function afterCommit(
  state: EditState,
  sent: readonly Staged[],
  { rows, columns }: Answer,
): { rest: EditState; added: Map<RowId, EditedRow> } {
  const staged = new Map(state.staged);
  const added = new Map<RowId, EditedRow>();
  sent.forEach((before, at) => {
    const now = staged.get(before.row);
    staged.delete(before.row);
    const saved = savedRow(before, rows[at] ?? null, columns[at] ?? []);
    if (saved === null) return;
    if (before.kind === "insert") added.set(before.row, saved);
    if (now === undefined || now === before) return;
    if (now.kind !== "delete") {
      putUpdate(staged, saved, wishes(before, now));
      return;
    }
    const { relation, key, version, values } = saved;
    const row = rowId(relation, key);
    staged.set(row, { kind: "delete", row, relation, key, version, original: values });
  });
  return { rest: { staged, past: [], future: [] }, added };
}

function savedRow({ kind, relation }: Staged, row: Row | null, columns: readonly string[]): EditedRow | null {
  if (kind === "delete" || row === null || row.key === null || row.version === null) return null;
  const values = columns.flatMap((column, at): [string, string | null][] => {
    const cell = row.cells[at];
    return cell === undefined || cell.cut !== undefined ? [] : [[column, cell.text]];
  });
  return { relation, key: row.key, version: row.version, values: Object.fromEntries(values) };
}

function valuesOf(staged: Staged): Record<string, Typed> {
  if (staged.kind === "delete") return {};
  return staged.kind === "update" ? staged.changes : staged.values;
}

/** What of `now` was not in what was sent; also that a value is to be again what it was before. */
function wishes(sent: Staged, now: Staged): Record<string, Typed> {
  const [before, after] = [valuesOf(sent), valuesOf(now)];
  const changed = Object.entries(after).filter(([column, value]) => {
    const known = before[column];
    return known === undefined || !sameTyped(known, value);
  });
  const back = Object.keys(before).flatMap((column): [string, Typed][] => {
    const original = sent.kind === "update" ? sent.original[column] : undefined;
    return column in after || original === undefined ? [] : [[column, typedOf(original)]];
  });
  return Object.fromEntries([...changed, ...back]);
}
