import { longCall } from "@/api/call";
import type { RelationName } from "./edits";

const piece = 1_048_576;

/** A value that was cut, piece by piece, up to `most` characters. */
export async function wholeValue(
  relation: RelationName,
  key: string[],
  column: string,
  most: number,
  signal?: AbortSignal,
): Promise<{ text: string | null; complete: boolean }> {
  const pieces: string[] = [];
  let offset = 0;
  for (;;) {
    const length = Math.min(piece, most - offset);
    const { schema, name } = relation;
    const answer = await longCall("/api/value", { schema, name, key, column, offset, length }, { signal });
    if (answer.text === null) return { text: null, complete: true };
    pieces.push(answer.text);
    offset += length;
    const complete = offset >= answer.characters;
    if (complete || offset >= most) return { text: pieces.join(""), complete };
  }
}
