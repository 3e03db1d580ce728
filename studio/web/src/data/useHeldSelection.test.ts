import { expect, it } from "vitest";
import { at } from "@/grid/model";
import { noPages } from "./pages";
import type { GridRowData } from "./tableModel";
import { followed } from "./useHeldSelection";

const relation = { schema: "public", name: "person" };
const stored = (key: string): GridRowData => ({
  kind: "stored",
  row: { key: [key], version: "1", cells: [] },
  id: JSON.stringify(["public", "person", key]),
});
const added = (row: string): GridRowData => ({ kind: "added", staged: { kind: "insert", row, relation, values: {} } });
const pages = { ...noPages, base: 0, generation: 1 };

it("stays on its row where rows come or go before it", () => {
  const rows = [added("new"), stored("1"), stored("2")];
  const held = { selection: at(2, 3), rows, base: 0, generation: 1 };
  expect(followed(held, pages, rows.slice(1))).toEqual(at(1, 3));
  expect(followed(held, { ...pages, base: -2 }, [stored("8"), stored("9"), ...rows.slice(1)])).toEqual(at(3, 3));
});

it("counts where rows have no key, and begins anew with other rows", () => {
  const bare: GridRowData = { kind: "stored", row: { key: null, version: null, cells: [] }, id: null };
  const held = { selection: at(1, 0), rows: [bare, bare], base: 10, generation: 1 };
  expect(followed(held, { ...pages, base: 8 }, [bare, bare, bare, bare])).toEqual(at(3, 0));
  expect(followed(held, { ...pages, generation: 2 }, [bare, bare])).toEqual(at(0, 0));
  expect(followed(held, { ...pages, generation: 2, begins: "bottom" }, [bare, bare, bare])).toEqual(at(2, 0));
});

it("takes a place as it was chosen", () => {
  const held = { selection: at(1, 0), rows: null, base: 0, generation: 1 };
  expect(followed(held, pages, [added("a"), added("b"), stored("1")])).toEqual(at(1, 0));
});
