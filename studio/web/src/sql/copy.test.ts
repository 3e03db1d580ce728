import { expect, it } from "vitest";
import type { ResultColumn } from "@/api/types";
import { cutIn, cutWords, resultText } from "./copy";

const columns: ResultColumn[] = [
  { name: "id", type: "integer", kind: "number" },
  { name: "body", type: "jsonb", kind: "json" },
];
const whole = [{ text: "1" }, { text: '{"a": 1}' }];
const cut = [{ text: "2" }, { text: '{"a": "xx', cut: 2048 }];

it("marks a value that is cut, and says how many are", () => {
  expect(cutIn([whole, cut])).toBe(1);
  expect(cutWords(1)).toContain("only its beginning");
  expect(resultText(columns, [whole, cut], "csv")).toContain("[cut: 2.0 kB in all]");
  expect(resultText(columns, [whole], "csv")).not.toContain("cut");
});

it("makes no broken JSON of a cut one", () => {
  expect(JSON.parse(resultText(columns, [cut], "json"))).toEqual([{ id: 2, body: '{"a": "xx… [cut: 2.0 kB in all]' }]);
  expect(JSON.parse(resultText(columns, [whole], "json"))).toEqual([{ id: 1, body: { a: 1 } }]);
});
