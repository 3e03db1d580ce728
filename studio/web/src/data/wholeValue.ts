import { longCall } from "@/api/call";
import type { RelationName } from "./edits";

/** So many characters are asked for at once to be shown, and to be put into a file. */
const piece = 1_048_576;
const filePiece = 8_388_608;

/** Reads a value piece by piece, up to `most` characters, and says whether that was all of it. */
async function eachPiece(
  { schema, name }: RelationName,
  key: string[],
  column: string,
  size: number,
  most: number,
  each: (text: string | null) => void,
): Promise<boolean> {
  for (let offset = 0; offset < most; ) {
    const length = Math.min(size, most - offset);
    const { text, characters } = await longCall("/api/value", { schema, name, key, column, offset, length });
    each(text);
    offset += length;
    if (text === null || offset >= characters) return true;
  }
  return false;
}

/** A value that was cut, as text. */
export async function wholeValue(
  relation: RelationName,
  key: string[],
  column: string,
  most: number,
): Promise<{ text: string | null; complete: boolean }> {
  const pieces: string[] = [];
  let isNull = false;
  const complete = await eachPiece(relation, key, column, piece, most, (text) => {
    if (text === null) isNull = true;
    else pieces.push(text);
  });
  return { text: isNull ? null : pieces.join(""), complete };
}

/** A value of any size for a file: the browser keeps the pieces, the page does not. */
export async function wholeBlob(relation: RelationName, key: string[], column: string): Promise<Blob> {
  const pieces: Blob[] = [];
  await eachPiece(relation, key, column, filePiece, Number.POSITIVE_INFINITY, (text) =>
    pieces.push(new Blob([text ?? ""])),
  );
  return new Blob(pieces, { type: "text/plain" });
}
