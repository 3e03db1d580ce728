import { expect, it } from "vitest";
import type { RelationResponse } from "@/api/types";
import { followBackPath, followPath } from "./follow";

const relation: RelationResponse = {
  schema: "public",
  name: "line",
  kind: "table",
  comment: null,
  estimatedRows: null,
  columns: [],
  primaryKey: ["id"],
  uniques: [],
  indexes: [],
  foreignKeys: [
    {
      name: "line_order",
      columns: ["region", "order_no"],
      toSchema: "sales",
      toTable: "order",
      toColumns: ["region", "no"],
      onDelete: "no action",
      onUpdate: "no action",
    },
  ],
  referencedBy: [{ name: "return_line", schema: "public", table: "return", columns: ["line_id"], toColumns: ["id"] }],
  definition: null,
  editable: true,
  notEditable: null,
  canInsert: true,
  canDelete: true,
};
const row: Record<string, string | null> = { id: "9007199254740993", region: "e:u", order_no: "7" };
const textOf = (column: string) => row[column] ?? null;

it("follows all columns of a key", () => {
  expect(followPath(relation, "order_no", textOf)).toBe(
    "/data/sales/order?where=region%3Aequals%3Ae%253Au&where=no%3Aequals%3A7",
  );
});

it("leads nowhere where there is no key, or a part of it is NULL", () => {
  expect(followPath(relation, "id", textOf)).toBeNull();
  expect(followPath(relation, "region", (column) => (column === "region" ? null : textOf(column)))).toBeNull();
});

it("finds the rows that refer to a row", () => {
  expect(followBackPath(relation, { name: "return_line", schema: "public", table: "return" }, textOf)).toBe(
    "/data/public/return?where=line_id%3Aequals%3A9007199254740993",
  );
});
