import type { Conflict, Row } from "@/api/types";
import type { Staged } from "./edits";

export type Conflicted = Exclude<Staged, { kind: "insert" }>;

export interface ConflictPair {
  mine: Conflicted;
  conflict: Conflict;
}

/** The values of a row that are here whole. */
export function wholeValues({ columns }: Conflict, row: Row): Record<string, string | null> {
  return Object.fromEntries(
    columns.flatMap((column, at): [string, string | null][] => {
      const cell = row.cells[at];
      return cell === undefined || cell.cut !== undefined ? [] : [[column, cell.text]];
    }),
  );
}

/** What is to be shown of a conflict: what was changed, and what is too large to be compared. */
export function compared({ mine, conflict }: ConflictPair): { changed: string[]; tooLarge: string[] } {
  const { theirs, columns } = conflict;
  const values = theirs === null ? null : wholeValues(conflict, theirs);
  const isMine = (column: string) => mine.kind === "update" && mine.changes[column] !== undefined;
  const isTheirs = (column: string) => {
    const original = mine.original[column];
    // One that was whole and is cut now has become another.
    return values !== null && original !== undefined && values[column] !== original;
  };
  return {
    changed: columns.filter((column) => isMine(column) || isTheirs(column)),
    tooLarge: values === null ? [] : columns.filter((column) => mine.original[column] === undefined && !isMine(column)),
  };
}

/** What keeping one's own comes to. */
export function keptWords(pairs: readonly ConflictPair[]): string {
  const gone = pairs.filter(({ conflict }) => conflict.theirs === null).length;
  const kept = pairs.length - gone;
  const words: string[] = [];
  if (kept > 0) words.push("Your changes now stand on the rows as they are; commit again to save them");
  if (gone > 0) words.push(goneWords(gone));
  return words.join(". ");
}

export function goneWords(gone: number): string {
  return gone === 1
    ? "1 change is dropped, because its row is deleted"
    : `${gone} changes are dropped, because their rows are deleted`;
}
