const longest = 8192;

/** A long text in pieces that end with lines, where there are some; together they are the text. */
export function pieces(text: string): string[] {
  if (text.length <= 2 * longest) return [text];
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = pieceEnd(text, from);
    parts.push(text.slice(from, end));
    from = end;
  }
  return parts;
}

function pieceEnd(text: string, from: number): number {
  const end = from + longest;
  if (end >= text.length) return text.length;
  const line = text.lastIndexOf("\n", end - 1);
  if (line >= from) return line + 1;
  // Not between the halves of a character.
  const unit = text.charCodeAt(end);
  return unit >= 0xdc00 && unit <= 0xdfff ? end - 1 : end;
}
