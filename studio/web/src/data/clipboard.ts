/** A block of cells to be copied; a value is PostgreSQL's text, or null for NULL. */
export interface Block {
  table: { schema: string; name: string } | null;
  columns: BlockColumn[];
  rows: (string | null)[][];
}

export interface BlockColumn {
  name: string;
  numeric: boolean;
  json: boolean;
  boolean: boolean;
  /** The server makes its values itself, and takes no others. */
  generated?: boolean;
  /** The server numbers it, and takes another number only where it is told to. */
  numbered?: boolean;
}

export type CopyFormat = "tsv" | "csv" | "json" | "insert" | "markdown";

export const copyFormats: { format: CopyFormat; label: string }[] = [
  { format: "csv", label: "CSV" },
  { format: "json", label: "JSON" },
  { format: "insert", label: "INSERT" },
  { format: "markdown", label: "Markdown" },
];

/** As COPY … CSV reads it back: NULL is an unquoted nothing, the empty string is "". */
export function csvField(value: string | null): string {
  if (value === null) return "";
  if (value === "" || value === "\\." || /[",\r\n]/.test(value) || value.trim() !== value) {
    return `"${value.replaceAll('"', '""')}"`;
  }
  return value;
}

export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A literal that reads the same whatever standard_conforming_strings says. */
export function quoteLiteral(value: string | null): string {
  if (value === null) return "NULL";
  const quoted = value.replaceAll("'", "''");
  return value.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

function jsonValue(value: string | null, column: BlockColumn | undefined): string {
  if (value === null) return "null";
  if (column?.json) return value;
  // The digits are passed on as they are: no number of JavaScript is made of them.
  if (column?.numeric && number.test(value)) return value;
  if (column?.boolean && (value === "t" || value === "f")) return value === "t" ? "true" : "false";
  return JSON.stringify(value);
}

/** As spreadsheets write a cell: quoted only where it would be read otherwise. NULL is nothing, the empty string is "". */
function tsvField(value: string | null): string {
  if (value === null) return "";
  return value === "" || value.startsWith('"') || /[\t\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function markdownField(value: string | null): string {
  if (value === null) return "*NULL*";
  return value.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/\r?\n/g, "<br>");
}

function toCsv({ columns, rows }: Block): string {
  const lines = [columns.map(({ name }) => csvField(name)), ...rows.map((row) => row.map(csvField))];
  return `${lines.map((line) => line.join(",")).join("\n")}\n`;
}

function toJson({ columns, rows }: Block): string {
  const objects = rows.map((row) => {
    const members = row.map(
      (value, at) => `    ${JSON.stringify(columns[at]?.name ?? "")}: ${jsonValue(value, columns[at])}`,
    );
    return `  {\n${members.join(",\n")}\n  }`;
  });
  return objects.length === 0 ? "[]\n" : `[\n${objects.join(",\n")}\n]\n`;
}

function toInsert({ table, columns, rows }: Block): string {
  const name = table === null ? "result" : `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
  const set = columns.map((column, at) => ({ column, at })).filter(({ column }) => column.generated !== true);
  if (set.length === 0) throw new Error("PostgreSQL generates these values itself: no INSERT can set them");
  const names = set.map(({ column }) => quoteIdentifier(column.name)).join(", ");
  const overriding = set.some(({ column }) => column.numbered) ? " OVERRIDING SYSTEM VALUE" : "";
  const literal = (value: string | null, at: number) =>
    value !== null && columns[at]?.numeric && number.test(value) ? value : quoteLiteral(value);
  const tuples = rows.map((row) => `  (${set.map(({ at }) => literal(row[at] ?? null, at)).join(", ")})`);
  return tuples.length === 0 ? "" : `INSERT INTO ${name} (${names})${overriding} VALUES\n${tuples.join(",\n")};\n`;
}

function toMarkdown({ columns, rows }: Block): string {
  const line = (fields: string[]) => `| ${fields.join(" | ")} |`;
  return `${[
    line(columns.map(({ name }) => markdownField(name))),
    line(columns.map(({ numeric }) => (numeric ? "--:" : "---"))),
    ...rows.map((row) => line(row.map(markdownField))),
  ].join("\n")}\n`;
}

function toTsv({ rows }: Block): string {
  const lines = rows.map((row) => row.map(tsvField).join("\t"));
  // A NULL alone on the last line would be a line end that belongs to the line before.
  return lines.at(-1) === "" ? `${lines.join("\n")}\n` : lines.join("\n");
}

export function formatBlock(block: Block, format: CopyFormat): string {
  switch (format) {
    case "tsv":
      return toTsv(block);
    case "csv":
      return toCsv(block);
    case "json":
      return toJson(block);
    case "insert":
      return toInsert(block);
    case "markdown":
      return toMarkdown(block);
  }
}

/** What PostgreSQL reserves, so far as a column may be named so. */
const reserved = new Set(
  (
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_catalog " +
    "current_date current_role current_time current_timestamp current_user default deferrable desc distinct do else end except " +
    "false fetch for foreign from grant group having in initially intersect into lateral leading limit localtime localtimestamp " +
    "not null offset on only or order placing primary references returning select session_user some symmetric table then to " +
    "trailing true union unique user using variadic when where window with"
  ).split(" "),
);
