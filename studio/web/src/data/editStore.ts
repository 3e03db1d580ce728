import { useSyncExternalStore } from "react";
import { type EditState, noEdits } from "./edits";

let state = noEdits;
let database: string | null = null;
/** The edits of databases that were open in this tab before. */
const aside = new Map<string, EditState>();
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
    const found = aside.get(identity);
    if (found !== undefined || aside.size > 0) editStore.change(() => found ?? noEdits);
    aside.delete(identity);
  },
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
