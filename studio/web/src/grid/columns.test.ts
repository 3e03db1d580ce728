import { expect, it } from "vitest";
import {
  arrange,
  fittingWidth,
  headingLetters,
  moveColumn,
  plainLayout,
  resize,
  shiftColumn,
  toggleHidden,
  togglePinned,
} from "./columns";

const names = ["id", "name", "note"];

it("shows pinned columns first and new columns last", () => {
  const layout = togglePinned({ ...plainLayout, order: ["name", "gone", "id"] }, "id");
  expect(arrange([...names, "added"], layout)).toEqual(["id", "name", "note", "added"]);
});

it("moves a column to another's place, hidden ones staying where they are", () => {
  const hidden = toggleHidden(plainLayout, "name");
  expect(arrange(names, shiftColumn(names, hidden, "note", -1))).toEqual(["note", "id"]);
  expect(arrange(names, moveColumn(names, plainLayout, "id", "note"))).toEqual(["name", "note", "id"]);
  expect(shiftColumn(names, plainLayout, "id", -1)).toBe(plainLayout);
});

it("pins what is moved among pinned columns, and no longer what is moved out of them", () => {
  const pinned = togglePinned(plainLayout, "id");
  const moved = moveColumn(names, pinned, "note", "id");
  expect([arrange(names, moved), moved.pinned]).toEqual([
    ["note", "id", "name"],
    ["id", "note"],
  ]);
  const back = moveColumn(names, moved, "note", "name");
  expect([arrange(names, back), back.pinned]).toEqual([["id", "name", "note"], ["id"]]);
});

it("keeps a width that can be seen", () => {
  expect(resize(plainLayout, "id", 3).widths).toEqual({ id: 48 });
});

it("leaves a short name room beside its type and its keys", () => {
  // What a heading has beside its words: the menu's button, gaps, and 16 pixels for each sign.
  const width = fittingWidth(["1"], headingLetters("id", "bigint", 1));
  expect(width).toBeGreaterThanOrEqual(8 + 24 + 16 + 16 + "id".length * 7.6 + "bigint".length * 6);
});
