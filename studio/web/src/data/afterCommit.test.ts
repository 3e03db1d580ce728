import { expect, it } from "vitest";
import { afterCommit } from "./afterCommit";
import { addRow, type EditedRow, noEdits, setInserted, setValue, toggleDelete } from "./edits";
import { textValue } from "./values";

const user = { schema: "public", name: "user" };
const ada: EditedRow = { relation: user, key: ["1"], version: "700", values: { id: "1", name: "Ada", note: null } };
const columns = [["id", "name", "note"]];
const answer = (cells: (string | null)[], version = "701") => ({
  rows: [{ key: [cells[0] ?? ""], version, cells: cells.map((text) => ({ text })) }],
  columns,
});
const staged = (state: ReturnType<typeof afterCommit>) => [...state.rest.staged.values()];

it("leaves nothing of what is saved", () => {
  const state = setValue(noEdits, ada, "name", textValue("Grace"));
  const after = afterCommit(state, [...state.staged.values()], answer(["1", "Grace", null]));
  expect(staged(after)).toEqual([]);
  expect(after.rest.past).toEqual([]);
});

it("keeps what was changed in the same row meanwhile, on the row as it is now", () => {
  const sent = setValue(noEdits, ada, "name", textValue("Grace"));
  const now = setValue(sent, ada, "note", textValue("late"));
  const after = afterCommit(now, [...sent.staged.values()], answer(["1", "Grace", null]));
  expect(staged(after)).toMatchObject([
    { kind: "update", version: "701", original: { name: "Grace" }, changes: { note: textValue("late") } },
  ]);
  expect(Object.keys(staged(after)[0] ?? {})).toContain("changes");
});

it("keeps that a value which was sent is to be again what it was", () => {
  const sent = setValue(setValue(noEdits, ada, "name", textValue("Grace")), ada, "note", textValue("x"));
  const now = setValue(sent, ada, "name", textValue("Ada"));
  const after = afterCommit(now, [...sent.staged.values()], answer(["1", "Grace", "x"]));
  expect(staged(after)).toMatchObject([{ kind: "update", changes: { name: textValue("Ada") } }]);
});

it("turns what is written into an added row after it was sent into a change of the row that it has become", () => {
  const sent = setInserted(addRow(noEdits, user, "new"), "new", "id", textValue("9"));
  const now = setInserted(sent, "new", "name", textValue("Mary"));
  const after = afterCommit(now, [...sent.staged.values()], answer(["9", null, null]));
  expect(staged(after)).toMatchObject([{ kind: "update", key: ["9"], changes: { name: textValue("Mary") } }]);
  expect(after.added.get("new")).toMatchObject({ key: ["9"], version: "701" });
});

it("keeps the mark for deletion that a row got meanwhile, and what is staged elsewhere", () => {
  const sent = setValue(noEdits, ada, "name", textValue("Grace"));
  const other: EditedRow = { ...ada, key: ["2"] };
  const now = setValue(toggleDelete(sent, [ada]), other, "name", textValue("Other"));
  const after = afterCommit(now, [...sent.staged.values()], answer(["1", "Grace", null]));
  expect(staged(after)).toMatchObject([
    { kind: "update", key: ["2"] },
    { kind: "delete", key: ["1"], version: "701" },
  ]);
});
