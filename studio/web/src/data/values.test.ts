import { describe, expect, it } from "vitest";
import { byteSize, layOutJson } from "./values";

describe("layOutJson", () => {
  it("leaves numbers and escapes as they are", () => {
    expect(layOutJson('{"a":9007199254740993,"b":"x\\"{,}","c":[1.10,{ }],"d":[ ]}')).toBe(
      '{\n  "a": 9007199254740993,\n  "b": "x\\"{,}",\n  "c": [\n    1.10,\n    {}\n  ],\n  "d": []\n}',
    );
  });

  it("means the same JSON, and is laid out as JSON is", () => {
    for (const text of [
      '[{"k": [true, false, null, "é\\\\"], "": {}}, -1.5]',
      '{"a": [[], [{}], [[1, "]"]]], "\\\\\\"": "\\\\"}',
      '"text"',
      "[]",
      "0",
    ]) {
      expect(layOutJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }
  });
});

it("writes sizes as PostgreSQL does", () => {
  expect([12, 2048, 104857600].map(byteSize)).toEqual(["12 bytes", "2.0 kB", "100 MB"]);
});
