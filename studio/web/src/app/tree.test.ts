import { expect, it } from "vitest";
import type { RelationSummary } from "@/api/types";
import { treeRows } from "./tree";

const relation = (schema: string, name: string): RelationSummary => ({
  schema,
  name,
  kind: "table",
  estimatedRows: null,
  bytes: null,
  comment: null,
  group: null,
  readable: true,
});
const relations = [relation("app", "account"), relation("app", "user_account"), relation("audit", "event")];
const names = (rows: ReturnType<typeof treeRows>) =>
  rows.map((row) => (row.kind === "schema" ? `${row.name}/` : row.relation.name));

it("shows schemas, empty ones too, and what is below the open ones", () => {
  expect(names(treeRows(["app", "audit", "none"], relations, new Set(["app"]), ""))).toEqual([
    "app/",
    "audit/",
    "event",
    "none/",
  ]);
});

it("shows keel's own schema last", () => {
  const own = relation("keel", "migration");
  expect(names(treeRows(["app", "keel", "public"], [own, ...relations], new Set(["app", "keel"]), ""))).toEqual([
    "app/",
    "public/",
    "keel/",
  ]);
});

it("filters by letters in their order, the nearest first, whatever is closed", () => {
  expect(names(treeRows(["app", "audit"], relations, new Set(["app"]), "acc"))).toEqual([
    "app/",
    "account",
    "user_account",
  ]);
  expect(names(treeRows(["app", "audit"], relations, new Set(), "evt"))).toEqual(["audit/", "event"]);
});
