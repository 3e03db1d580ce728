/** The line of a statement that an error points at, and the column within it; `position` counts characters from 1. */
export interface Caret {
  line: string;
  lineNumber: number;
  column: number;
}

export function caretAt(statement: string, position: number): Caret {
  const characters = Array.from(statement);
  const at = Math.min(Math.max(position - 1, 0), characters.length);
  const before = characters.slice(0, at).join("");
  const lineStart = before.lastIndexOf("\n") + 1;
  const rest = characters.slice(at).join("");
  const lineEnd = rest.indexOf("\n");
  return {
    line: before.slice(lineStart) + (lineEnd < 0 ? rest : rest.slice(0, lineEnd)),
    lineNumber: before.split("\n").length,
    column: Array.from(before.slice(lineStart)).length,
  };
}
