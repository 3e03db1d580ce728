import { describe, expect, it } from "vitest";
import type { Conflict } from "@/api/types";
import { type ConflictPair, compared, keptWords } from "./conflict";
import { noEdits, rebase, setValue } from "./edits";
import { textValue } from "./values";

const relation = { schema: "public", name: "document" };
const conflict: Conflict = {
  edit: 0,
  columns: ["id", "title", "body", "notes"],
  theirs: {
    key: ["1"],
    version: "2",
    cells: [{ text: "1" }, { text: "Theirs" }, { text: "whole whole", cut: 1_200_000 }, { text: "n", cut: 9000 }],
  },
};
// Of the body the page knew the beginning alone; the notes were whole.
const original = { id: "1", title: "Notes", notes: "n" };
const mine: ConflictPair["mine"] = {
  kind: "update",
  row: "r",
  relation,
  key: ["1"],
  version: "1",
  original,
  changes: { id: textValue("7") },
};
const gone: Conflict = { ...conflict, theirs: null };

describe("a conflict", () => {
  it("shows no large column as changed that nobody is known to have changed", () => {
    expect(compared({ mine, conflict })).toEqual({ changed: ["id", "title", "notes"], tooLarge: ["body"] });
  });

  it("says what becomes of a change whose row is gone", () => {
    expect(keptWords([{ mine, conflict: gone }])).toBe("1 change is dropped, because its row is deleted");
    const both = keptWords([
      { mine, conflict },
      { mine, conflict: gone },
    ]);
    expect(both).toMatch(/commit again to save them\. 1 change is dropped/);
    expect(keptWords([{ mine, conflict }])).not.toContain("dropped");
  });

  it("takes no beginning for the whole afterwards", () => {
    const row = { relation, key: ["1"], version: "1", values: original };
    const state = setValue(noEdits, row, "title", textValue("Mine"));
    const [id = ""] = [...state.staged.keys()];
    const after = rebase(state, id, "2", { title: "Theirs" }, ["notes"]).staged.get(id);
    expect(after).toMatchObject({ version: "2", original: { id: "1", title: "Theirs" } });
    expect(after?.kind === "update" && "notes" in after.original).toBe(false);
  });
});
