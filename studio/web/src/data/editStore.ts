import { useSyncExternalStore } from "react";
import { type EditedRow, type EditState, noEdits, type RowId } from "./edits";

let state = noEdits;
let database: string | null = null;
/** The edits of databases that were open in this tab before. */
const aside = new Map<string, EditState>();
/** The rows that were added in this database and are saved by now, by the names that they had until then. */
let added: ReadonlyMap<RowId, EditedRow> = new Map();
const listeners = new Set<() => void>();

/** The staged edits of this tab: beside the views, so that no error and no other view can lose them. */
export const editStore = {
  get: () => state,
  change(change: (state: EditState) => EditState): void {
    const next = change(state);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  },
  /** Turns to the edits of this database: never may they be saved in another. */
  use(identity: string): void {
    if (database === identity) return;
    if (database !== null) aside.set(database, state);
    database = identity;
    added = new Map();
    const found = aside.get(identity);
    if (found !== undefined || aside.size > 0) editStore.change(() => found ?? noEdits);
    aside.delete(identity);
  },
  /** Some added rows are rows of the table now: whoever is still writing in one of them writes there. */
  saved(rows: ReadonlyMap<RowId, EditedRow>): void {
    added = new Map([...added, ...rows]);
  },
  /** What became of an added row; null where it is still to be saved. */
  became: (row: RowId): EditedRow | null => added.get(row) ?? null,
  clear(): void {
    editStore.change(() => noEdits);
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useEdits(): EditState {
  return useSyncExternalStore(editStore.subscribe, editStore.get);
}

/** Whether something is staged, in whatever database. */
export function hasStaged(): boolean {
  return [state, ...aside.values()].some(({ staged }) => staged.size > 0);
}
