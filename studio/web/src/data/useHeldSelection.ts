import { useState } from "react";
import { at, type Selection, shifted } from "@/grid/model";
import type { Pages } from "./pages";
import { type GridRowData, identityOf } from "./tableModel";

interface Held {
  selection: Selection;
  /** The rows in which it has its places; none yet where a person has just chosen it. */
  rows: readonly GridRowData[] | null;
  base: number;
  generation: number;
}

/**
 * A selection that stays on its rows where others come or go before them, and begins anew with other rows. It has moved
 * before anything is drawn: what is being typed into a cell never meets another row.
 */
export function useHeldSelection(pages: Pages, rows: readonly GridRowData[]): [Selection, (next: Selection) => void] {
  const { base, generation } = pages;
  const [held, setHeld] = useState<Held>({ selection: at(0, 0), rows: null, base, generation });
  let { selection } = held;
  if (held.rows !== rows || held.base !== base || held.generation !== generation) {
    selection = followed(held, pages, rows);
    setHeld({ selection, rows, base, generation });
  }
  return [selection, (next) => setHeld({ selection: next, rows: null, base, generation })];
}

export function followed(held: Held, { base, generation, begins }: Pages, rows: readonly GridRowData[]): Selection {
  const { selection } = held;
  const { row, column } = selection.focus;
  if (held.generation !== generation && held.generation !== 0) {
    return row < 0 ? selection : at(begins === "bottom" ? Math.max(0, rows.length - 1) : 0, column);
  }
  if (held.rows === null) return selection;
  const before = held.rows[row];
  const identity = before === undefined ? null : identityOf(before);
  const now = identity === null ? -1 : rows.findIndex((one) => identityOf(one) === identity);
  // Rows without a key, and one that is gone: by their number.
  const shift = now < 0 ? held.base - base : now - row;
  return shift === 0 ? selection : shifted(selection, shift);
}
