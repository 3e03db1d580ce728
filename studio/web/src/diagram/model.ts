import type { DiagramForeignKey, DiagramResponse, DiagramTable } from "@/api/types";
import type { Graph } from "./graph";

export type Detail = "names" | "keys" | "columns";

export const details: { detail: Detail; label: string }[] = [
  { detail: "names", label: "Names" },
  { detail: "keys", label: "Keys" },
  { detail: "columns", label: "All columns" },
];

export const tableWidth = 220;
export const headHeight = 30;
export const columnHeight = 22;
/** How far a group's frame is from its tables, and how high its name above. */
export const groupMargin = 20;
export const titleHeight = 30;
/** No table is drawn higher than so many columns. */
export const mostColumns = 40;

export function tableId(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

export function shownColumns({ columns }: DiagramTable, detail: Detail): DiagramTable["columns"] {
  if (detail === "names") return [];
  const wanted = detail === "keys" ? columns.filter(({ primaryKey, foreignKey }) => primaryKey || foreignKey) : columns;
  return wanted.slice(0, mostColumns);
}

/** How many columns are not drawn because there are too many. */
export function leftOut({ columns }: DiagramTable, detail: Detail): number {
  return detail === "columns" ? Math.max(0, columns.length - mostColumns) : 0;
}

export function tableHeight(table: DiagramTable, detail: Detail): number {
  const rows = shownColumns(table, detail).length + (leftOut(table, detail) > 0 ? 1 : 0);
  return headHeight + (rows === 0 ? 0 : rows * columnHeight + 6);
}

/** Whether a table's name says which it is only with its schema. */
export function hasSchemas({ tables }: DiagramResponse): boolean {
  return tables.some(({ schema }) => schema !== tables[0]?.schema);
}

export function edgeId({ schema, table, name }: DiagramForeignKey): string {
  return JSON.stringify([schema, table, name]);
}

export function toGraph({ tables, foreignKeys }: DiagramResponse, detail: Detail): Graph {
  return {
    nodes: tables.map((table) => ({
      id: tableId(table.schema, table.name),
      name: table.name,
      width: tableWidth,
      height: tableHeight(table, detail),
      group: table.group,
    })),
    edges: foreignKeys.map((key) => ({
      id: edgeId(key),
      source: tableId(key.schema, key.table),
      target: tableId(key.toSchema, key.toTable),
    })),
  };
}

/** A line from a table to itself would hide behind it: such tables have a sign. */
export function selfReferences({ foreignKeys }: DiagramResponse): ReadonlySet<string> {
  const own = foreignKeys.filter(({ schema, table, toSchema, toTable }) => schema === toSchema && table === toTable);
  return new Set(own.map(({ schema, table }) => tableId(schema, table)));
}
