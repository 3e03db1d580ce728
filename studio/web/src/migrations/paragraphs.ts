/** A line of a comment with the lines below it that are indented. */
export interface Paragraph {
  /** Which line it is, from 0. */
  at: number;
  text: string;
  below: string[];
}

/** The lines of a comment as its writer set them: what is indented belongs to the line above that is not. */
export function paragraphs(lines: string[]): Paragraph[] {
  const found: Paragraph[] = [];
  lines.forEach((line, at) => {
    const last = found.at(-1);
    if (last !== undefined && line.startsWith(" ")) last.below.push(line.trim());
    else found.push({ at, text: line.trim(), below: [] });
  });
  return found;
}
