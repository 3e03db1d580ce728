import type { Column, RelationResponse } from "@/api/types";
import type { CellView, Rectangle } from "@/grid/model";
import { type BlockColumn, type CopyFormat, formatBlock } from "./clipboard";
import type { GridRowData } from "./tableModel";
import { wholeValue } from "./wholeValue";

export function blockColumn(
  column: Pick<Column, "name" | "kind"> & Partial<Pick<Column, "generated" | "identity">>,
  asText = false,
): BlockColumn {
  return {
    name: column.name,
    numeric: column.kind === "number",
    json: column.kind === "json" && !asText,
    boolean: column.kind === "boolean",
    generated: (column.generated ?? null) !== null,
    numbered: column.identity === "always",
  };
}

const mostCharacters = 8_388_608;

/** The selected cells as text. Values that are cut are fetched first, so that what is copied is whole. */
export async function copyCells(
  relation: RelationResponse,
  columns: readonly Column[],
  rows: readonly GridRowData[],
  { top, bottom, left, right }: Rectangle,
  viewOf: (row: GridRowData, column: string) => CellView,
  format: CopyFormat,
): Promise<{ text: string; cells: number }> {
  const chosen = columns.slice(left, right + 1);
  let room = mostCharacters;
  const values: (string | null)[][] = [];
  for (const row of rows.slice(Math.max(0, top), bottom + 1)) {
    const line: (string | null)[] = [];
    for (const { name } of chosen) {
      const view = viewOf(row, name);
      if (view.kind === "text" && view.cut !== null && row.kind === "stored" && row.row.key !== null) {
        const { text, complete } = await wholeValue(relation, row.row.key, name, room);
        if (!complete) throw new Error(`The value of ${name} is too large to copy`);
        room -= text?.length ?? 0;
        line.push(text);
      } else line.push(view.kind === "text" ? view.text : null);
    }
    values.push(line);
  }
  const block = { table: relation, columns: chosen.map((column) => blockColumn(column)), rows: values };
  return { text: formatBlock(block, format), cells: values.length * chosen.length };
}
