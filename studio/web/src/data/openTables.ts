import { useSyncExternalStore } from "react";
import type { OverviewResponse } from "@/api/types";
import { keep, kept } from "@/ui/kept";
import { editStore } from "./editStore";
import type { RelationName } from "./edits";
import { countEdits } from "./edits";

export interface OpenTable extends RelationName {
  /** Where the table was left, filters and order too. */
  search: string;
}

let open: readonly OpenTable[] = [];
/** The one that was looked at last. */
let latest: OpenTable | null = null;
let database: string | null = null;
const listeners = new Set<() => void>();

function set(next: readonly OpenTable[]): void {
  open = next;
  if (database !== null) {
    // Filters may have values of the database in them: those are this tab's, and go with it.
    keep(sessionStorage, `tables.${database}`, { open, latest });
    keep(
      localStorage,
      `tables.${database}`,
      open.map(({ schema, name }) => ({ schema, name })),
    );
  }
  for (const listener of listeners) listener();
}

export function same(a: RelationName, b: RelationName): boolean {
  return a.schema === b.schema && a.name === b.name;
}

/** The tables that are open in this tab, in the order in which they were opened. */
export const openTables = {
  get: () => open,
  latest: () => latest ?? open.at(-1) ?? null,
  /** Opens what was open of this database before a reload, else what was open when it was looked at last. */
  restore({ identity, relations }: Pick<OverviewResponse, "identity" | "relations">): void {
    if (database === identity) return;
    database = identity;
    const ofTab = kept<{ open: OpenTable[]; latest: OpenTable | null } | null>(
      sessionStorage,
      `tables.${identity}`,
      null,
    );
    const names = ofTab?.open ?? kept<RelationName[]>(localStorage, `tables.${identity}`, []);
    const tables = names.map((table): OpenTable => ({ search: "", ...table }));
    open = tables.filter((table) => relations.some((relation) => same(relation, table)));
    latest = open.find((table) => ofTab?.latest && same(table, ofTab.latest)) ?? null;
  },
  visit(table: OpenTable): void {
    const known = open.find((one) => same(one, table));
    const isLatest = latest !== null && same(latest, table);
    if (known?.search === table.search && isLatest) return;
    latest = table;
    set(known ? open.map((one) => (one === known ? table : one)) : [...open, table]);
  },
  /** Closes a table and gives the one to show then. */
  close(table: RelationName): OpenTable | null {
    const index = open.findIndex((one) => same(one, table));
    if (latest !== null && same(latest, table)) latest = null;
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
