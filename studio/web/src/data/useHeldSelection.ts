import { useLayoutEffect, useRef, useState } from "react";
import { at, type Selection, shifted } from "@/grid/model";
import type { Pages } from "./pages";

/** A selection that stays on its rows where pages come before them, and begins anew with other rows. */
export function useHeldSelection(
  { base, generation, begins }: Pages,
  rowCount: number,
): [Selection, (next: Selection) => void] {
  const [selection, setSelection] = useState<Selection>(at(0, 0));
  const held = useRef({ base: 0, generation: 0 });
  useLayoutEffect(() => {
    const before = held.current;
    held.current = { base, generation };
    if (before.generation === generation) {
      const shift = before.base - base;
      if (shift !== 0) setSelection((selected) => shifted(selected, shift));
    } else if (before.generation !== 0) {
      const row = begins === "bottom" ? Math.max(0, rowCount - 1) : 0;
      setSelection((selected) => (selected.focus.row < 0 ? selected : at(row, selected.focus.column)));
    }
  }, [base, generation, begins, rowCount]);
  return [selection, setSelection];
}
