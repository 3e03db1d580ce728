import { longCall } from "@/api/call";
import type { RelationName } from "./edits";

/** So many characters are asked for at once: of a large jsonb the server writes out all for each piece. */
const piece = 4_194_304;

/** A value that was cut, as text, read piece by piece up to `most` characters, and whether that is all of it. */
export async function wholeValue(
  { schema, name }: RelationName,
  key: string[],
  column: string,
  most: number,
): Promise<{ text: string | null; complete: boolean }> {
  const pieces: string[] = [];
  for (let offset = 0; offset < most; ) {
    const length = Math.min(piece, most - offset);
    const { text, characters } = await longCall("/api/value", { schema, name, key, column, offset, length });
    if (text === null) return { text: null, complete: true };
    pieces.push(text);
    offset += length;
    if (offset >= characters) return { text: pieces.join(""), complete: true };
  }
  return { text: pieces.join(""), complete: false };
}
