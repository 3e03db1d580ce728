import { expect, test } from "vitest";
import { paragraphs } from "./paragraphs";

test("what is indented belongs to the line above that is not", () => {
  expect(paragraphs(["Adds an index.", "Hazards", "  lock: SHARE", "  none else", "Done"])).toEqual([
    { at: 0, text: "Adds an index.", below: [] },
    { at: 1, text: "Hazards", below: ["lock: SHARE", "none else"] },
    { at: 4, text: "Done", below: [] },
  ]);
  expect(paragraphs(["  alone"])).toEqual([{ at: 0, text: "alone", below: [] }]);
});
