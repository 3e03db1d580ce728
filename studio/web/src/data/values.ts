/** A value that a person has typed: PostgreSQL's text, never a number or a Date of JavaScript. */
export type Typed = { kind: "text"; text: string } | { kind: "null" } | { kind: "default" };

export const NULL: Typed = { kind: "null" };
export const DEFAULT: Typed = { kind: "default" };
export const textValue = (text: string): Typed => ({ kind: "text", text });

export function typedOf(text: string | null): Typed {
  return text === null ? NULL : textValue(text);
}

export function sameTyped(a: Typed, b: Typed): boolean {
  return a.kind === b.kind && (a.kind !== "text" || b.kind !== "text" || a.text === b.text);
}

const units = ["bytes", "kB", "MB", "GB"];

/** A size as PostgreSQL writes it: `12 kB`. */
export function byteSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size >= 100 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

const grouping = new Intl.NumberFormat("en-US");
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** A count for people: `1,234,567`. Only for counts of rows, never for values of the database. */
export function count(value: number): string {
  return grouping.format(value);
}

export function shortCount(value: number): string {
  return short.format(value);
}

/** The text of JSON laid out, its numbers untouched: the text is never parsed into JavaScript's numbers. */
export function layOutJson(text: string): string {
  const out: string[] = [];
  const token = /[{}[\],:"]|[^\s{}[\],:"]+/g;
  let depth = 0;
  /** What has been opened and has nothing in it so far. */
  let opened = false;
  const line = () => out.push("\n", "  ".repeat(depth));
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [piece] = found;
    const closes = piece === "}" || piece === "]";
    if (closes) depth = Math.max(0, depth - 1);
    if (opened !== closes && (opened || closes)) line();
    opened = piece === "{" || piece === "[";
    if (opened) depth += 1;
    if (piece === '"') {
      const end = stringEnd(text, found.index);
      out.push(text.slice(found.index, end));
      token.lastIndex = end;
    } else out.push(piece);
    if (piece === ",") line();
    else if (piece === ":") out.push(" ");
  }
  return out.join("");
}

/** Where the string ends that begins here. */
function stringEnd(text: string, from: number): number {
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let escapes = quote;
    while (text.charAt(escapes - 1) === "\\") escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
