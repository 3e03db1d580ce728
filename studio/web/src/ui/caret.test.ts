import { expect, it } from "vitest";
import { caretAt } from "./caret";

it("points at the line and the column", () => {
  const text = "SELECT 'ü😀',\n  nme\nFROM user";
  expect(caretAt(text, text.indexOf("nme"))).toEqual({ line: "  nme", lineNumber: 2, column: 2 });
  expect(caretAt(text, text.indexOf("',"))).toEqual({ line: "SELECT 'ü😀',", lineNumber: 1, column: 10 });
  expect(caretAt(text, 9999)).toEqual({ line: "FROM user", lineNumber: 3, column: 9 });
});
