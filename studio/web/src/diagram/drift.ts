import type { DiagramResponse, DriftObject } from "@/api/types";
import { tableId } from "./model";
import type { DriftMark } from "./TableNode";

/** The schema and the name of `public."a.b"`, as PostgreSQL reads them; null where it is no such name. */
export function qualifiedName(text: string): { schema: string; name: string } | null {
  const part = /"(?:[^"]|"")*"|[^".]+/y;
  const parts: string[] = [];
  for (let at = 0; ; at += 1) {
    part.lastIndex = at;
    const found = part.exec(text)?.[0];
    if (found === undefined) return null;
    parts.push(found.startsWith('"') ? found.slice(1, -1).replaceAll('""', '"') : found);
    at += found.length;
    if (at === text.length) break;
    if (text[at] !== ".") return null;
  }
  const [schema, name] = parts;
  return parts.length === 2 && schema !== undefined && name !== undefined ? { schema, name } : null;
}

/** How each table differs from the schema file. */
export function driftMarks(objects: readonly DriftObject[]): Map<string, DriftMark> {
  const marks = new Map<string, DriftMark>();
  for (const { kind, name, change } of objects) {
    const table = kind === "table" ? qualifiedName(name) : null;
    if (table !== null) marks.set(tableId(table.schema, table.name), change);
  }
  return marks;
}

/** With the tables of the schema file that the database has not got: of those the names are known. */
export function withMissing(response: DiagramResponse, marks: ReadonlyMap<string, DriftMark>): DiagramResponse {
  const known = new Set(response.tables.map(({ schema, name }) => tableId(schema, name)));
  const missing = [...marks].flatMap(([id, mark]): DiagramResponse["tables"] => {
    if (mark !== "create" || known.has(id)) return [];
    const [schema = "", name = ""] = JSON.parse(id) as string[];
    return [{ schema, name, kind: "table", group: null, comment: null, columns: [] }];
  });
  return missing.length === 0 ? response : { ...response, tables: [...response.tables, ...missing] };
}
