import { sameTyped, type Typed, typedOf } from "./values";

/** A row by its table and its original primary key, or for an added row a name of the page's own. */
export type RowId = string;

export interface RelationName {
  schema: string;
  name: string;
}

export interface StagedUpdate {
  kind: "update";
  row: RowId;
  relation: RelationName;
  key: string[];
  version: string;
  /** As the row was when the edit began: shown beside the edit, and where a commit conflicts. */
  original: Record<string, string | null>;
  changes: Record<string, Typed>;
}
export interface StagedDelete {
  kind: "delete";
  row: RowId;
  relation: RelationName;
  key: string[];
  version: string;
  original: Record<string, string | null>;
}
export interface StagedInsert {
  kind: "insert";
  row: RowId;
  relation: RelationName;
  values: Record<string, Typed>;
}
export type Staged = StagedUpdate | StagedDelete | StagedInsert;

/** The row that an edit begins on. */
export interface EditedRow {
  relation: RelationName;
  key: string[];
  version: string;
  values: Record<string, string | null>;
}

export interface EditState {
  staged: ReadonlyMap<RowId, Staged>;
  past: readonly ReadonlyMap<RowId, Staged>[];
  future: readonly ReadonlyMap<RowId, Staged>[];
}

export const noEdits: EditState = { staged: new Map(), past: [], future: [] };

export function rowId({ schema, name }: RelationName, key: readonly string[]): RowId {
  return JSON.stringify([schema, name, ...key]);
}

function step(state: EditState, staged: ReadonlyMap<RowId, Staged>): EditState {
  return { staged, past: [...state.past.slice(-199), state.staged], future: [] };
}

/** Puts values into the update of a row; an update that comes back to what the row was is no edit any more. */
export function putUpdate(staged: Map<RowId, Staged>, row: EditedRow, values: Record<string, Typed>): void {
  const id = rowId(row.relation, row.key);
  const before = staged.get(id);
  if (before !== undefined && before.kind !== "update") return;
  const { relation, key, version } = row;
  const update: StagedUpdate = before ?? {
    kind: "update",
    row: id,
    relation,
    key,
    version,
    original: row.values,
    changes: {},
  };
  const changes = { ...update.changes };
  for (const [column, value] of Object.entries(values)) {
    const original = update.original[column];
    if (original !== undefined && sameTyped(value, typedOf(original))) delete changes[column];
    else changes[column] = value;
  }
  if (Object.keys(changes).length === 0) staged.delete(id);
  else staged.set(id, { ...update, changes });
}

function putInserted(staged: Map<RowId, Staged>, id: RowId, values: Record<string, Typed>): void {
  const before = staged.get(id);
  if (before?.kind === "insert") staged.set(id, { ...before, values: { ...before.values, ...values } });
}

/** Sets one value. A row that is marked for deletion is not edited. */
export function setValue(state: EditState, row: EditedRow, column: string, value: Typed): EditState {
  if (state.staged.get(rowId(row.relation, row.key))?.kind === "delete") return state;
  const staged = new Map(state.staged);
  putUpdate(staged, row, { [column]: value });
  return step(state, staged);
}

export function setInserted(state: EditState, id: RowId, column: string, value: Typed): EditState {
  if (state.staged.get(id)?.kind !== "insert") return state;
  const staged = new Map(state.staged);
  putInserted(staged, id, { [column]: value });
  return step(state, staged);
}

/** Where the values of a pasted row go: a row of the table, one that was added before, or a new one. */
export type PasteTarget =
  | { kind: "stored"; row: EditedRow }
  | { kind: "added"; id: RowId }
  | { kind: "new"; id: RowId; relation: RelationName };

/** Sets the values of many rows as one step. */
export function pasteRows(
  state: EditState,
  rows: readonly { target: PasteTarget; values: Record<string, Typed> }[],
): EditState {
  const staged = new Map(state.staged);
  for (const { target, values } of rows) {
    if (target.kind === "stored") putUpdate(staged, target.row, values);
    else if (target.kind === "added") putInserted(staged, target.id, values);
    else staged.set(target.id, { kind: "insert", row: target.id, relation: target.relation, values });
  }
  return step(state, staged);
}

export function addRow(
  state: EditState,
  relation: RelationName,
  id: RowId,
  values: Record<string, Typed> = {},
): EditState {
  const staged = new Map(state.staged);
  staged.set(id, { kind: "insert", row: id, relation, values });
  return step(state, staged);
}

/** Marks rows for deletion, or takes the mark back where each of them has it; an added row just goes. */
export function toggleDelete(state: EditState, rows: readonly (EditedRow | RowId)[]): EditState {
  const staged = new Map(state.staged);
  const idOf = (row: EditedRow | RowId) => (typeof row === "string" ? row : rowId(row.relation, row.key));
  const allMarked = rows.every((row) => staged.get(idOf(row))?.kind === "delete");
  for (const row of rows) {
    const id = idOf(row);
    if (typeof row === "string" || allMarked) staged.delete(id);
    else {
      const before = staged.get(id);
      const original = before?.kind === "update" ? before.original : row.values;
      const version = before?.kind === "update" ? before.version : row.version;
      staged.set(id, { kind: "delete", row: id, relation: row.relation, key: row.key, version, original });
    }
  }
  return step(state, staged);
}

export function drop(state: EditState, ids: readonly RowId[]): EditState {
  const staged = new Map(state.staged);
  for (const id of ids) staged.delete(id);
  return step(state, staged);
}

/** After a conflict: the edit is kept and now stands on the row as it is. Of what is `cut` the whole is not known. */
export function rebase(
  state: EditState,
  id: RowId,
  version: string,
  theirs: Record<string, string | null>,
  cut: readonly string[] = [],
): EditState {
  const before = state.staged.get(id);
  if (before === undefined || before.kind === "insert") return state;
  const staged = new Map(state.staged);
  const original = { ...before.original, ...theirs };
  for (const column of cut) delete original[column];
  staged.set(id, { ...before, version, original });
  return step(state, staged);
}

export function undo(state: EditState): EditState {
  const before = state.past.at(-1);
  if (before === undefined) return state;
  return { staged: before, past: state.past.slice(0, -1), future: [state.staged, ...state.future] };
}

export function redo(state: EditState): EditState {
  const [next, ...rest] = state.future;
  if (next === undefined) return state;
  return { staged: next, past: [...state.past, state.staged], future: rest };
}

export interface EditCounts {
  updates: number;
  inserts: number;
  deletes: number;
}

export function countEdits(state: EditState, of?: RelationName): EditCounts {
  const counts = { updates: 0, inserts: 0, deletes: 0 };
  for (const staged of state.staged.values()) {
    const { relation } = staged;
    if (of !== undefined && (relation.schema !== of.schema || relation.name !== of.name)) continue;
    counts[`${staged.kind}s`] += 1;
  }
  return counts;
}
