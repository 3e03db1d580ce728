import { expect, it } from "vitest";
import { pieces } from "./pieces";

it("cuts at the ends of lines and never within a character", () => {
  expect(pieces("short\ntext")).toEqual(["short\ntext"]);
  for (const text of [`${"line of text\n".repeat(5000)}end`, "👩".repeat(20_001), `a${"👩".repeat(20_001)}`]) {
    const parts = pieces(text);
    expect(parts.join("")).toBe(text);
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(8192);
    // Half a character cannot be written as UTF-8.
    for (const part of parts) expect(() => encodeURIComponent(part)).not.toThrow();
  }
  for (const part of pieces("line of text\n".repeat(5000))) expect(part.endsWith("\n")).toBe(true);
});
