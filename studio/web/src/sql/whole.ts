import { fileCall, longCall } from "@/api/call";
import type { SendOptions } from "@/api/http";
import type { ExportFormat, StatementResult } from "@/api/types";

/** Larger values are saved to a file, and not shown. */
export const shownAtMost = 4_194_304;
/** Larger values are not copied. */
export const copiedAtMost = 8_388_608;

/** So many rows are read next. */
export const nextRows = 10_000;
/** So many rows of a result, and letters in them, are held; what has more is for a file. */
const rowsHeld = 100_000;
const lettersHeld = 128 * 1024 * 1024;

/** Where a value is in a result. */
export interface ValuePlace {
  row: number;
  column: number;
}

/** How long a value is that is here only with its beginning. */
export function cutAt(result: StatementResult, { row, column }: ValuePlace): number | null {
  return result.rows[row]?.[column]?.cut ?? null;
}

/** A value that is cut, whole: the statement is run again for it, read-only. */
export function wholeOf(result: StatementResult, place: ValuePlace, options?: SendOptions): Promise<Blob> {
  const { text } = result.statement;
  const bytes = cutAt(result, place) ?? 0;
  const beginning = result.rows[place.row]?.[place.column]?.text ?? "";
  return fileCall("/api/sql/value", { text, ...place, bytes, beginning }, options);
}

/** All rows of a result: the statement is run again for them, read-only. */
export function wholeResult(result: StatementResult, format: ExportFormat, options?: SendOptions): Promise<Blob> {
  return fileCall("/api/sql/export", { text: result.statement.text, format }, options);
}

/** A result with the rows that come next: the statement is run again for them, read-only. */
export async function withFurther(result: StatementResult, options?: SendOptions): Promise<StatementResult> {
  const last = result.rows.at(-1);
  if (last === undefined) return result;
  const request = { text: result.statement.text, after: result.rows.length, last, limit: nextRows };
  const { rows, truncated } = await longCall("/api/sql/rows", request, options);
  const all = [...result.rows, ...rows];
  return { ...result, rows: all, truncated: truncated !== null && isFull(all) ? "bytes" : truncated };
}

function isFull(rows: StatementResult["rows"]): boolean {
  let letters = 0;
  for (const row of rows) for (const { text } of row) letters += text?.length ?? 0;
  return rows.length >= rowsHeld || letters >= lettersHeld;
}

/** Whether what comes next is to be had here: of what the page cannot hold, a file has the rest. */
export function goesOn({ truncated, rows }: StatementResult): boolean {
  return truncated === "rows" || (truncated === "bytes" && !isFull(rows));
}

/** Whether a statement that was run where it could write may be run again for the rest: what has written would fail. */
export function isRepeatable(result: StatementResult, wrote: boolean): boolean {
  return result.error === null && (!wrote || (result.tag ?? "").startsWith("SELECT"));
}
