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
  let out = "";
  let depth = 0;
  let inString = false;
  const newline = () => `\n${"  ".repeat(depth)}`;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (inString) {
      out += character;
      if (character === "\\") {
        at += 1;
        out += text.charAt(at);
      } else if (character === '"') inString = false;
      continue;
    }
    if (/\s/.test(character)) continue;
    if (character === '"') {
      inString = true;
      out += character;
    } else if (character === "{" || character === "[") {
      const close = character === "{" ? "}" : "]";
      const rest = spaceAt(text, at + 1);
      if (text.charAt(at + 1 + rest) === close) {
        out += character + close;
        at += rest + 1;
      } else {
        depth += 1;
        out += character + newline();
      }
    } else if (character === "}" || character === "]") {
      depth = Math.max(0, depth - 1);
      out += newline() + character;
    } else if (character === ",") out += character + newline();
    else if (character === ":") out += ": ";
    else out += character;
  }
  return out;
}

function spaceAt(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text.charAt(at))) at += 1;
  return at - from;
}
