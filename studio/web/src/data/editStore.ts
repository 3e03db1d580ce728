import { useSyncExternalStore } from "react";
import { type EditState, noEdits } from "./edits";

let state = noEdits;
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

/** The browser asks before a tab with staged edits is closed. */
export function guardUnload(): void {
  window.addEventListener("beforeunload", (event) => {
    if (state.staged.size > 0) event.preventDefault();
  });
}
