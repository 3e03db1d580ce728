import { expect, it } from "vitest";
import { readList, writeList } from "./valueList";

it("holds any value, also with commas, quotes and spaces", () => {
  for (const values of [
    ["a"],
    ["a", "b"],
    ["Lovelace, Ada", 'say "hi"', " lead", "trail ", "", ","],
    [""],
    ["", ""],
    ['"'],
    ["line\nbreak", "a, b"],
  ]) {
    expect(readList(writeList(values))).toEqual(values);
  }
});

it("reads what a person writes", () => {
  expect(readList("one,two ,  three")).toEqual(["one", "two", "three"]);
  expect(readList('5" disk, "a, b" , c')).toEqual(['5" disk', "a, b", "c"]);
  expect(readList('"open, c')).toEqual(['"open', "c"]);
  expect(readList("a,")).toEqual(["a", ""]);
});
