import { sameTyped, type Typed } from "./values";

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

/** Sets one value; an update that comes back to what the row was is no edit any more. */
export function setValue(state: EditState, row: EditedRow, column: string, value: Typed): EditState {
  const id = rowId(row.relation, row.key);
  const before = state.staged.get(id);
  if (before?.kind === "delete") return state;
  const update: StagedUpdate =
    before?.kind === "update"
      ? before
      : {
          kind: "update",
          row: id,
          relation: row.relation,
          key: row.key,
          version: row.version,
          original: row.values,
          changes: {},
        };
  const original = update.original[column];
  const changes = { ...update.changes };
  const back =
    original !== undefined && sameTyped(value, original === null ? { kind: "null" } : { kind: "text", text: original });
  if (back) delete changes[column];
  else changes[column] = value;
  const staged = new Map(state.staged);
  if (Object.keys(changes).length === 0) staged.delete(id);
  else staged.set(id, { ...update, changes });
  return step(state, staged);
}

export function setInserted(state: EditState, id: RowId, column: string, value: Typed): EditState {
  const before = state.staged.get(id);
  if (before?.kind !== "insert") return state;
  const staged = new Map(state.staged);
  staged.set(id, { ...before, values: { ...before.values, [column]: value } });
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

/** After a conflict: the edit is kept and now stands on the row as it is. */
export function rebase(state: EditState, id: RowId, version: string, theirs: Record<string, string | null>): EditState {
  const before = state.staged.get(id);
  if (before === undefined || before.kind === "insert") return state;
  const staged = new Map(state.staged);
  staged.set(id, { ...before, version, original: { ...before.original, ...theirs } });
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
