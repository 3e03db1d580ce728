import { fileCall } from "@/api/call";
import type { SendOptions } from "@/api/http";
import type { ExportFormat, StatementResult } from "@/api/types";

/** Larger values are saved to a file, and not shown. */
export const shownAtMost = 4_194_304;
/** Larger values are not copied. */
export const copiedAtMost = 8_388_608;

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

/** Whether a statement that was run where it could write may be run again for the rest: what has written would fail. */
export function isRepeatable(result: StatementResult, wrote: boolean): boolean {
  return result.error === null && (!wrote || (result.tag ?? "").startsWith("SELECT"));
}
