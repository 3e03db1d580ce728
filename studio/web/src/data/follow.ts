import type { Filter, RelationResponse } from "@/api/types";
import { foreignKeyOf } from "./tableModel";
import { relationPath } from "./urlState";

/** The text of a column of the row from which one leaves; null for NULL. */
type TextOf = (column: string) => string | null;

function equal(there: readonly string[], here: readonly string[], textOf: TextOf): Filter[] | null {
  const filters = there.flatMap((column, at): Filter[] => {
    const value = textOf(here[at] ?? "");
    return value === null ? [] : [{ column, operator: "equals", value }];
  });
  return filters.length === there.length ? filters : null;
}

/** Where the foreign key of a column leads; null where there is none, or a part of it is NULL. */
export function followPath(relation: RelationResponse, column: string, textOf: TextOf): string | null {
  const key = foreignKeyOf(relation, column);
  if (key === undefined) return null;
  const filters = equal(key.toColumns, key.columns, textOf);
  return filters === null ? null : relationPath(key.toSchema, key.toTable, { filters, order: [], search: "" });
}

/** The rows of another table that refer to this one by the foreign key of that name. */
export function followBackPath(
  relation: RelationResponse,
  by: { name: string; schema: string; table: string },
  textOf: TextOf,
): string | null {
  const key = relation.referencedBy.find(
    ({ name, schema, table }) => name === by.name && schema === by.schema && table === by.table,
  );
  if (key === undefined) return null;
  const filters = equal(key.columns, key.toColumns, textOf);
  return filters === null ? null : relationPath(key.schema, key.table, { filters, order: [], search: "" });
}
