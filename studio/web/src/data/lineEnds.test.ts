import { describe, expect, it } from "vitest";
import { afterEdit, flattened, usualEnd } from "./lineEnds";

/** The text after each state of the field, as it comes out. */
function edit(text: string, ...states: string[]): string {
  return states.reduce((before, state) => afterEdit(before, state, usualEnd(text)), text);
}

describe("line ends", () => {
  it("stay as they are through an edit, and new lines end alike", () => {
    expect(edit("one\r\ntwo", "one!\ntwo")).toBe("one!\r\ntwo");
    expect(edit("one\r\ntwo", "one\ntwo\nthree")).toBe("one\r\ntwo\r\nthree");
    expect(edit("one\rtwo", "one\ntwo\n")).toBe("one\rtwo\r");
    expect(edit("one\ntwo", "one\n\ntwo")).toBe("one\n\ntwo");
  });

  it("stay mixed where nothing was touched, however many edits there are", () => {
    const text = "a\r\nb\nc\rd\r\n";
    expect(edit(text, "A\nb\nc\nd\n", "A\nb\nc\nD\n", "A\nb\n\nc\nD\n")).toBe("A\r\nb\n\r\nc\rD\r\n");
  });

  it("come back when all was deleted and is typed anew", () => {
    expect(edit("one\r\ntwo", "", "x", "x\n", "x\ny")).toBe("x\r\ny");
  });

  it("are as many as in the field", () => {
    const result = edit("a\rX\nb\r\n\r\n", "a\n\nb\n\n");
    expect(flattened(result)).toBe("a\n\nb\n\n");
  });
});
