import { expect, it } from "vitest";
import { tokens } from "./sqlTokens";

it("gives back the whole text, whatever is in it", () => {
  const sql = `SELECT 'it''s', E'\\n', $f$ -- no comment $f$, "select" FROM t /* b */ WHERE n = 4.5 -- end\n'open`;
  expect(
    tokens(sql)
      .map(({ text }) => text)
      .join(""),
  ).toBe(sql);
});

it("colours words outside strings and comments only", () => {
  const words = tokens("select 'select' -- select").filter(({ kind }) => kind === "keyword");
  expect(words.map(({ start }) => start)).toEqual([0]);
});
