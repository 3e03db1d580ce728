import { expect, it } from "vitest";
import type { DiagramResponse, DriftObject } from "@/api/types";
import { driftMarks, qualifiedName, withMissing } from "./drift";
import { tableId } from "./model";

it("reads a name as PostgreSQL writes it", () => {
  expect(qualifiedName("public.person")).toEqual({ schema: "public", name: "person" });
  expect(qualifiedName('public."a.b ""c"""')).toEqual({ schema: "public", name: 'a.b "c"' });
  expect(qualifiedName('"My Schema"."Order"')).toEqual({ schema: "My Schema", name: "Order" });
  for (const text of ["person", "", "a.", ".b", "a.b.c", '"a"b.c', '"a.b']) expect(qualifiedName(text)).toBeNull();
});

it("marks tables whose names are quoted, and draws those that are missing", () => {
  const object = { details: [], wanted: null, live: null };
  const objects: DriftObject[] = [
    { ...object, kind: "table", name: 'public."Order"', change: "alter" },
    { ...object, kind: "table", name: 'public."New one"', change: "create" },
    { ...object, kind: "view", name: "public.view", change: "create" },
  ];
  const marks = driftMarks(objects);
  expect([...marks]).toEqual([
    [tableId("public", "Order"), "alter"],
    [tableId("public", "New one"), "create"],
  ]);
  const table = { schema: "public", name: "Order", kind: "table", group: null, comment: null, columns: [] } as const;
  const response: DiagramResponse = { tables: [{ ...table, columns: [] }], foreignKeys: [] };
  expect(withMissing(response, marks).tables.map(({ name }) => name)).toEqual(["Order", "New one"]);
  expect(withMissing(response, new Map())).toBe(response);
});
