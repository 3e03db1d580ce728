import { expect, it } from "vitest";
import { editStore } from "./editStore";
import { addRow } from "./edits";

it("keeps the edits of a database from every other, and for it", () => {
  const person = { schema: "public", name: "person" };
  editStore.use("project/one");
  editStore.change((state) => addRow(state, person, "new-1"));
  editStore.use("project/one");
  expect(editStore.get().staged.size).toBe(1);
  editStore.use("project/two");
  expect(editStore.get().staged.size).toBe(0);
  editStore.change((state) => addRow(state, person, "new-2"));
  editStore.use("project/one");
  expect([...editStore.get().staged.keys()]).toEqual(["new-1"]);
});
