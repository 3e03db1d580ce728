import { describeError } from "@/api/errors";
import type { Cell, ResultColumn, StatementResult } from "@/api/types";
import { type CopyFormat, formatBlock } from "@/data/clipboard";
import { blockColumn } from "@/data/copy";
import { byteSize, count } from "@/data/values";
import { announce } from "@/ui/live";
import { type ValuePlace, wholeOf } from "./whole";

/** How many values are here only with their beginning. */
export function cutIn(rows: readonly (readonly Cell[])[]): number {
  return rows.reduce((sum, row) => sum + row.filter(({ cut }) => cut !== undefined).length, 0);
}

export function cutWords(cut: number): string {
  return cut === 1 ? "1 value is only its beginning" : `${count(cut)} values are only their beginnings`;
}

/** A value as it is copied: one that is cut says so at its end. */
function copied({ text, cut }: Cell): string | null {
  return cut === undefined ? text : `${text ?? ""}… [cut: ${byteSize(cut)} in all]`;
}

/** Cells of a result as text. Several that are cut are not fetched: the statement would be run again for each. */
export function resultText(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  format: CopyFormat,
): string {
  const isCut = columns.map((_, at) => rows.some((row) => row[at]?.cut !== undefined));
  return formatBlock(
    {
      table: null,
      // The beginning of JSON is no JSON.
      columns: columns.map((column, at) => blockColumn(column, isCut[at])),
      rows: rows.map((row) => row.map(copied)),
    },
    format,
  );
}

/** Copies, and says what: `4 cells are copied; 1 value is only its beginning`. */
export async function copyResult(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  format: CopyFormat,
  what: string,
): Promise<void> {
  await navigator.clipboard.writeText(resultText(columns, rows, format));
  const cut = cutIn(rows);
  announce(cut === 0 ? what : `${what}; ${cutWords(cut)}`);
}

/** Copies one value that is cut, whole. */
export async function copyWhole(result: StatementResult, place: ValuePlace): Promise<void> {
  try {
    const file = await wholeOf(result, place);
    await navigator.clipboard.writeText(await file.text());
    announce(`The value is copied, all ${byteSize(file.size)} of it`);
  } catch (error) {
    announce(describeError(error).message);
  }
}
