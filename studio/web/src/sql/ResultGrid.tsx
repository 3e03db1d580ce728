import { type KeyboardEvent, useCallback, useEffect, useMemo, useState } from "react";
import type { ResultColumn, StatementResult } from "@/api/types";
import { shortType } from "@/data/shortType";
import { count } from "@/data/values";
import { arrange, fittingWidth, headingLetters, moveColumn, plainLayout, resize } from "@/grid/columns";
import { Grid } from "@/grid/Grid";
import { at, type CellView, type GridColumn, inside, rectangle, type Selection } from "@/grid/model";
import { copyResult, copyWhole } from "./copy";
import { copiedAtMost, cutAt, type ValuePlace } from "./whole";

/** Names of a result need not differ, so a column is known by its place. */
const idOf = (index: number) => `#${index}`;
const placeOf = (id: string) => Number(id.slice(1));
const plain = () => "plain" as const;
const noMenu = () => null;

interface ResultGridProps {
  result: StatementResult;
  columns: ResultColumn[];
  rowHeight: number;
  /** Whether the statement may be run again for a value that is cut. */
  repeatable: boolean;
  /** Tells which value is looked at. */
  onPlace: (place: ValuePlace) => void;
  /** Shows the value, or does so no longer; `true` shows it. */
  onValue: (open?: true) => void;
}

export function ResultGrid({ result, columns, rowHeight, repeatable, onPlace, onValue }: ResultGridProps) {
  const [selection, setSelection] = useState<Selection>(at(0, 0));
  const [layout, setLayout] = useState(plainLayout);
  const ids = useMemo(() => columns.map((_, index) => idOf(index)), [columns]);
  const widthOf = useCallback(
    (id: string) => {
      const index = placeOf(id);
      const { name, type } = columns[index] ?? { name: "", type: "" };
      const sample = result.rows.slice(0, 60).map((row) => row[index]?.text ?? null);
      return fittingWidth(sample, headingLetters(name, shortType(type), 0));
    },
    [columns, result.rows],
  );
  const grid = useMemo(
    () =>
      arrange(ids, layout).flatMap((id): GridColumn[] => {
        const column = columns[placeOf(id)];
        if (column === undefined) return [];
        return [
          {
            id,
            name: column.name,
            detail: shortType(column.type),
            numeric: column.kind === "number",
            width: layout.widths[id] ?? widthOf(id),
            pinned: false,
            primaryKey: false,
            foreignKey: false,
            sort: null,
          },
        ];
      }),
    [ids, layout, columns, widthOf],
  );
  const cellOf = useCallback(
    (row: number, id: string): CellView => {
      const cell = result.rows[row]?.[placeOf(id)];
      if (cell === undefined) return { kind: "unset" };
      if (cell.text === null) return { kind: "null", changed: false };
      return { kind: "text", text: cell.text, cut: cell.cut ?? null, changed: false };
    },
    [result.rows],
  );
  // Of another run there may be fewer rows.
  const focus = inside(selection.focus, result.rows.length, grid.length);
  const focused = grid[focus.column]?.id;
  useEffect(() => {
    if (focused !== undefined) onPlace({ row: focus.row, column: placeOf(focused) });
  }, [focus.row, focused, onPlace]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      onValue(event.key === "Enter" ? true : undefined);
      return;
    }
    if (!(event.ctrlKey || event.metaKey) || event.key !== "c") return;
    event.preventDefault();
    const { top, bottom, left, right } = rectangle(selection);
    const chosen = grid.slice(left, right + 1).map(({ id }) => placeOf(id));
    const [only] = chosen;
    if (only !== undefined && chosen.length === 1 && top === bottom && repeatable) {
      const cut = cutAt(result, { row: top, column: only });
      if (cut !== null && cut <= copiedAtMost) {
        void copyWhole(result, { row: top, column: only });
        return;
      }
    }
    const copied = result.rows
      .slice(Math.max(0, top), bottom + 1)
      .map((row) => chosen.map((index) => row[index] ?? { text: null }));
    const shown = chosen.flatMap((index) => columns[index] ?? []);
    const cells = copied.length * chosen.length;
    void copyResult(shown, copied, "tsv", cells === 1 ? "The value is copied" : `${count(cells)} cells are copied`);
  };
  return (
    <Grid
      label="Result"
      columns={grid}
      rowCount={result.rows.length}
      total={result.truncated === null ? result.rows.length : -1}
      base={0}
      rowHeight={rowHeight}
      revision={result}
      cellOf={cellOf}
      toneOf={plain}
      rowLabel={(row) => count(row + 1)}
      selection={selection}
      onSelection={setSelection}
      editor={null}
      onKey={onKey}
      onOpen={() => onValue(true)}
      onResize={(id, width) => setLayout(resize(layout, id, width))}
      onFit={(id) => setLayout(resize(layout, id, widthOf(id)))}
      onMove={(id, to) => setLayout(moveColumn(ids, layout, id, to))}
      menu={noMenu}
    />
  );
}
