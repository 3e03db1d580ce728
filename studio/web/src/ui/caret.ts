/** The line of a text that an error points at, and the place within it. */
export interface Caret {
  line: string;
  lineNumber: number;
  /** In characters as they are seen: a surrogate pair is one. */
  column: number;
}

/** `position` counts UTF-16 code units from 0. */
export function caretAt(text: string, position: number): Caret {
  const at = Math.min(Math.max(position, 0), text.length);
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  return {
    line: text.slice(start, end < 0 ? undefined : end),
    lineNumber: text.slice(0, start).split("\n").length,
    column: Array.from(text.slice(start, at)).length,
  };
}
