import { describe, expect, it } from "vitest";
import { type Block, formatBlock } from "./clipboard";
import { parsePasted } from "./pasted";

describe("pasted text", () => {
  it("is what spreadsheets write, on each system", () => {
    expect(parsePasted("a\tb\r\nc\td\r\n")).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(parsePasted("one\ntwo")).toEqual([["one"], ["two"]]);
    expect(parsePasted("one\rtwo\r")).toEqual([["one"], ["two"]]);
    expect(parsePasted("")).toEqual([]);
  });

  it("has tabs, lines and quotes within quoted cells", () => {
    expect(parsePasted('"two\nlines"\t"a\ttab"\t"say ""hi"""\nnext')).toEqual([
      ["two\nlines", "a\ttab", 'say "hi"'],
      ["next"],
    ]);
  });

  it("has quotes as text where they quote nothing", () => {
    expect(parsePasted('5" pipe\t"quoted"\t"half')).toEqual([['5" pipe', '"quoted"', '"half']]);
    expect(parsePasted('"a" and "b"\tc')).toEqual([['"a" and "b"', "c"]]);
  });

  it("tells NULL from the empty string", () => {
    expect(parsePasted('\t""\t\n')).toEqual([[null, "", null]]);
    expect(parsePasted("a\n\nb\n")).toEqual([["a"], [null], ["b"]]);
    expect(parsePasted("\n")).toEqual([[null]]);
  });

  it("is what the grid has copied", () => {
    const columns = ["a", "b"].map((name) => ({ name, numeric: false, json: false, boolean: false }));
    const values = [null, "", "plain", '"', '""', '"quoted"', "\t", "\n", "\r\n", '{"a": "b"}', " edge ", "NULL"];
    for (const left of values) {
      for (const right of values) {
        for (const rows of [
          [[left]],
          [[left, right]],
          [[left], [right]],
          [
            [left, right],
            [right, left],
          ],
        ]) {
          const block: Block = { table: null, columns, rows };
          expect(parsePasted(formatBlock(block, "tsv"))).toEqual(rows);
        }
      }
    }
  });
});
