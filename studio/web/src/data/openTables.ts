import { useSyncExternalStore } from "react";
import { editStore } from "./editStore";
import type { RelationName } from "./edits";
import { countEdits } from "./edits";

export interface OpenTable extends RelationName {
  /** Where the table was left, filters and order too. */
  search: string;
}

let open: readonly OpenTable[] = [];
const listeners = new Set<() => void>();

function set(next: readonly OpenTable[]): void {
  open = next;
  for (const listener of listeners) listener();
}

function same(a: RelationName, b: RelationName): boolean {
  return a.schema === b.schema && a.name === b.name;
}

/** The tables that are open in this tab, in the order in which they were opened. */
export const openTables = {
  get: () => open,
  visit(table: OpenTable): void {
    const known = open.find((one) => same(one, table));
    if (known?.search === table.search) return;
    set(known ? open.map((one) => (one === known ? table : one)) : [...open, table]);
  },
  /** Closes a table and gives the one to show then. */
  close(table: RelationName): OpenTable | null {
    const index = open.findIndex((one) => same(one, table));
    set(open.filter((one) => !same(one, table)));
    return open[Math.min(index, open.length - 1)] ?? null;
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useOpenTables(): readonly OpenTable[] {
  return useSyncExternalStore(openTables.subscribe, openTables.get);
}

export function hasEdits(table: RelationName): boolean {
  const { updates, inserts, deletes } = countEdits(editStore.get(), table);
  return updates + inserts + deletes > 0;
}
