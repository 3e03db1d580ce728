import { describe, expect, it } from "vitest";
import { type Block, formatBlock } from "./clipboard";
import { blockColumn } from "./copy";

const block: Block = {
  table: { schema: "public", name: "Order" },
  columns: [
    { name: "id", numeric: true, json: false, boolean: false },
    { name: "user", numeric: false, json: false, boolean: false },
    { name: "data", numeric: false, json: true, boolean: false },
  ],
  rows: [
    ["9007199254740993", 'say "hi", O\'Neil', '{"n": 12345678901234567890}'],
    ["NaN", "", null],
    ["1.50", "back\\slash\nline | bar", "[]"],
  ],
};

describe("copied text", () => {
  it("is CSV that tells NULL from the empty string", () => {
    expect(formatBlock(block, "csv")).toBe(
      'id,user,data\n9007199254740993,"say ""hi"", O\'Neil","{""n"": 12345678901234567890}"\nNaN,"",\n1.50,"back\\slash\nline | bar",[]\n',
    );
  });

  it("is JSON with each digit as PostgreSQL wrote it", () => {
    const text = formatBlock(block, "json");
    expect(text).toContain('"id": 9007199254740993');
    expect(text).toContain('"data": {"n": 12345678901234567890}');
    expect(text).toContain('"id": "NaN"');
    expect(text).toContain('"id": 1.50');
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it("is an INSERT with names and values quoted", () => {
    expect(formatBlock(block, "insert")).toBe(
      `INSERT INTO public."Order" (id, "user", data) VALUES
  (9007199254740993, 'say "hi", O''Neil', '{"n": 12345678901234567890}'),
  ('NaN', '', NULL),
  (1.50, E'back\\\\slash\nline | bar', '[]');
`,
    );
  });

  it("is an INSERT that PostgreSQL takes: without what it generates, and with its own numbers", () => {
    const [id, user, data] = [
      { name: "id", kind: "number", identity: "always", generated: null } as const,
      { name: "user", kind: "text", identity: null, generated: null } as const,
      { name: "upper", kind: "text", identity: null, generated: 'upper("user")' } as const,
    ].map((column) => blockColumn(column));
    if (!id || !user || !data) throw new Error("no columns");
    const rows = [["1", "Ada", "ADA"]];
    expect(formatBlock({ table: block.table, columns: [id, user, data], rows }, "insert")).toBe(
      `INSERT INTO public."Order" (id, "user") OVERRIDING SYSTEM VALUE VALUES\n  (1, 'Ada');\n`,
    );
    expect(() => formatBlock({ table: block.table, columns: [data], rows: [["ADA"]] }, "insert")).toThrow(/generates/);
    expect(formatBlock({ table: block.table, columns: [data], rows: [["ADA"]] }, "csv")).toBe("upper\nADA\n");
  });

  it("is a Markdown table that stays a table", () => {
    const lines = formatBlock(block, "markdown").trimEnd().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe("| --: | --- | --- |");
    expect(lines[4]).toBe("| 1.50 | back\\\\slash<br>line \\| bar | [] |");
  });

  it("quotes for a spreadsheet what has tabs and lines, and the empty string, which is not NULL", () => {
    expect(formatBlock(block, "tsv")).toBe(
      '9007199254740993\tsay "hi", O\'Neil\t{"n": 12345678901234567890}\nNaN\t""\t\n1.50\t"back\\slash\nline | bar"\t[]',
    );
  });
});
