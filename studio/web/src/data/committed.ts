import type { Edit, NewValue, Row } from "@/api/types";
import type { RelationName, Staged } from "./edits";
import type { Typed } from "./values";

/** What was saved of one table: rows by the JSON of their old key, null where they are gone. */
export interface Saved {
  relation: RelationName;
  rows: Map<string, Row | null>;
  added: number;
}

const listeners = new Set<(saved: Saved[]) => void>();

export const committed = {
  tell(saved: Saved[]): void {
    for (const listener of listeners) listener(saved);
  },
  subscribe(listener: (saved: Saved[]) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function newValue(value: Typed): NewValue {
  return value.kind === "text" ? { is: "text", text: value.text } : { is: value.kind };
}

function assignments(values: Record<string, Typed>): { column: string; value: NewValue }[] {
  return Object.entries(values).map(([column, value]) => ({ column, value: newValue(value) }));
}

export function toEdit(staged: Staged): Edit {
  const { schema, name } = staged.relation;
  switch (staged.kind) {
    case "update":
      return {
        kind: "update",
        schema,
        name,
        key: staged.key,
        version: staged.version,
        changes: assignments(staged.changes),
      };
    case "insert":
      return { kind: "insert", schema, name, changes: assignments(staged.values) };
    case "delete":
      return { kind: "delete", schema, name, key: staged.key, version: staged.version };
  }
}

/** Sorts what a commit gave back by table. */
export function savedByTable(staged: readonly Staged[], rows: readonly (Row | null)[]): Saved[] {
  const tables = new Map<string, Saved>();
  staged.forEach((one, at) => {
    const id = JSON.stringify([one.relation.schema, one.relation.name]);
    const saved = tables.get(id) ?? { relation: one.relation, rows: new Map(), added: 0 };
    tables.set(id, saved);
    if (one.kind === "insert") saved.added += 1;
    else saved.rows.set(JSON.stringify(one.key), one.kind === "delete" ? null : (rows[at] ?? null));
  });
  return [...tables.values()];
}
