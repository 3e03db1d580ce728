import type { RelationSummary } from "@/api/types";
import { groupBy } from "@/ui/groupBy";

export type TreeRow =
  | { kind: "schema"; id: string; name: string; open: boolean; size: number }
  | { kind: "relation"; id: string; relation: RelationSummary; position: number; size: number };

/** How well `name` answers to `wanted`: 0 is best, null is not at all. Letters may be left out. */
export function matchRank(name: string, wanted: string): number | null {
  if (wanted === "") return 0;
  const text = name.toLowerCase();
  const at = text.indexOf(wanted);
  if (at === 0) return 0;
  if (at > 0) return 1;
  let from = 0;
  for (const letter of wanted) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return null;
  }
  return 2;
}

/** Where keel keeps what has been migrated: nobody's data. */
export const ownSchema = "keel";

/** The person's schemas first. */
export function inOrder(schemas: readonly string[]): string[] {
  return [...schemas.filter((name) => name !== ownSchema), ...schemas.filter((name) => name === ownSchema)];
}

/** The rows of the tree: schemas, and below each open one its relations that answer to the filter. */
export function treeRows(
  schemas: readonly string[],
  relations: readonly RelationSummary[],
  closed: ReadonlySet<string>,
  filter: string,
): TreeRow[] {
  const wanted = filter.trim().toLowerCase();
  const bySchema = groupBy(relations, ({ schema }) => schema);
  return inOrder(schemas).flatMap((schema): TreeRow[] => {
    const found = (bySchema.get(schema) ?? [])
      .map((relation) => ({ relation, rank: matchRank(relation.name, wanted) }))
      .filter((one): one is { relation: RelationSummary; rank: number } => one.rank !== null);
    if (wanted !== "") found.sort((a, b) => a.rank - b.rank);
    if (wanted !== "" && found.length === 0) return [];
    const open = wanted !== "" || !closed.has(schema);
    const head: TreeRow = { kind: "schema", id: `schema ${schema}`, name: schema, open, size: found.length };
    if (!open) return [head];
    const rows = found.map(
      ({ relation }, at): TreeRow => ({
        kind: "relation",
        id: `relation ${relation.schema} ${relation.name}`,
        relation,
        position: at + 1,
        size: found.length,
      }),
    );
    return [head, ...rows];
  });
}
