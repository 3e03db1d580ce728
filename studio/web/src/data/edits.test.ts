import { describe, expect, it } from "vitest";
import {
  addRow,
  countEdits,
  type EditedRow,
  noEdits,
  pasteRows,
  rebase,
  redo,
  setInserted,
  setValue,
  toggleDelete,
  undo,
} from "./edits";
import { NULL, textValue } from "./values";

const user = { schema: "public", name: "user" };
const ada: EditedRow = { relation: user, key: ["1"], version: "700", values: { id: "1", name: "Ada", note: null } };

const adaId = '["public","user","1"]';

describe("staged edits", () => {
  it("keeps the key and the version that the row had when the edit began", () => {
    let state = setValue(noEdits, ada, "id", textValue("2"));
    state = setValue(state, { ...ada, version: "701" }, "name", textValue("Grace"));
    const [edit] = [...state.staged.values()];
    expect(edit).toMatchObject({
      key: ["1"],
      version: "700",
      changes: { id: textValue("2"), name: textValue("Grace") },
    });
  });

  it("is no edit any more when the value comes back to what it was", () => {
    const changed = setValue(setValue(noEdits, ada, "name", textValue("Grace")), ada, "note", textValue(""));
    const back = setValue(setValue(changed, ada, "name", textValue("Ada")), ada, "note", NULL);
    expect(back.staged.size).toBe(0);
  });

  it("tells the empty string from NULL", () => {
    const state = setValue(noEdits, ada, "note", textValue(""));
    expect(countEdits(state)).toEqual({ updates: 1, inserts: 0, deletes: 0 });
  });

  it("deletes by the key an update began on, and takes the mark back", () => {
    const updated = setValue(noEdits, ada, "name", textValue("Grace"));
    const deleted = toggleDelete(updated, [{ ...ada, version: "999" }]);
    expect([...deleted.staged.values()]).toEqual([
      { kind: "delete", row: adaId, relation: user, key: ["1"], version: "700", original: ada.values },
    ]);
    expect(toggleDelete(deleted, [ada]).staged.size).toBe(0);
  });

  it("does not edit a row that is marked for deletion", () => {
    const deleted = toggleDelete(noEdits, [ada]);
    expect(setValue(deleted, ada, "name", textValue("Grace"))).toBe(deleted);
  });

  it("pastes into many rows as one step, and leaves a row alone that is marked for deletion", () => {
    const grace: EditedRow = { ...ada, key: ["2"], values: { id: "2", name: "Grace", note: "moth" } };
    const before = addRow(toggleDelete(noEdits, [grace]), user, "new-1", { name: textValue("Linus") });
    const values = { name: textValue("Ada"), note: textValue("") };
    const pasted = pasteRows(before, [
      { target: { kind: "stored", row: ada }, values },
      { target: { kind: "stored", row: grace }, values },
      { target: { kind: "added", id: "new-1" }, values: { note: NULL } },
      { target: { kind: "new", id: "new-2", relation: user }, values },
    ]);
    expect([...pasted.staged.values()]).toEqual([
      before.staged.get('["public","user","2"]'),
      { kind: "insert", row: "new-1", relation: user, values: { name: textValue("Linus"), note: NULL } },
      expect.objectContaining({ kind: "update", key: ["1"], changes: { note: textValue("") } }),
      { kind: "insert", row: "new-2", relation: user, values },
    ]);
    expect(undo(pasted).staged).toBe(before.staged);
  });

  it("undoes and does again, step by step", () => {
    const one = addRow(noEdits, user, "new-1");
    const two = setInserted(one, "new-1", "name", textValue("Linus"));
    expect(undo(two).staged).toEqual(one.staged);
    expect(undo(undo(two)).staged.size).toBe(0);
    expect(redo(redo(undo(undo(two)))).staged).toEqual(two.staged);
    expect(undo(noEdits)).toBe(noEdits);
  });

  it("forgets an added row that is deleted", () => {
    expect(toggleDelete(addRow(noEdits, user, "new-1"), ["new-1"]).staged.size).toBe(0);
  });

  it("stands on the row as it is after a conflict", () => {
    const state = rebase(setValue(noEdits, ada, "name", textValue("Grace")), adaId, "701", { name: "Augusta" });
    expect(state.staged.get(adaId)).toMatchObject({ version: "701", original: { name: "Augusta", note: null } });
  });
});
