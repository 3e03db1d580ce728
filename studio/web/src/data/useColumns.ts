import { useMemo } from "react";
import type { Column, Order, RelationResponse } from "@/api/types";
import { arrange, type ColumnLayout, fittingWidth, headingLetters, plainLayout } from "@/grid/columns";
import type { GridColumn } from "@/grid/model";
import { useStored } from "@/ui/useStored";
import { shortType } from "./shortType";
import type { Rows } from "./useRows";

export interface Columns {
  layout: ColumnLayout;
  setLayout: (layout: ColumnLayout) => void;
  /** The columns that are shown, in their order. */
  shown: Column[];
  grid: GridColumn[];
  widthOf: (name: string) => number;
}

const sampled = 60;

/** The columns as a person has laid them out, each as wide as its first values need where nobody has said how wide. */
export function useColumns(
  identity: string,
  relation: RelationResponse,
  order: readonly Order[],
  { rows, pages }: Pick<Rows, "rows" | "pages">,
): Columns {
  const name = `columns.${identity}.${relation.schema}.${relation.name}`;
  const [layout, setLayout] = useStored<ColumnLayout>(name, plainLayout);
  const held = pages.columns;
  const sample = rows.slice(0, sampled);
  // Widths follow the rows that one began with: those that come before or after must not make columns jump.
  const sampleKey = pages.generation;
  const widthOf = (column: string) => {
    const at = held.indexOf(column);
    const type = shortType(relation.columns.find((one) => one.name === column)?.type ?? "");
    const isForeign = relation.foreignKeys.some(({ columns }) => columns.includes(column));
    const signs = Number(relation.primaryKey.includes(column)) + Number(isForeign);
    const heading = headingLetters(column, type, signs);
    return fittingWidth(at < 0 ? [] : sample.map(({ cells }) => cells[at]?.text ?? null), heading);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: see sampleKey
  const natural = useMemo(() => {
    return new Map(relation.columns.map((column) => [column.name, widthOf(column.name)]));
  }, [relation, held.join("\n"), sampleKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `widthOf` reads what `natural` reads
  return useMemo(() => {
    const byName = new Map(relation.columns.map((column) => [column.name, column]));
    const foreign = new Set(relation.foreignKeys.flatMap(({ columns }) => columns));
    const names = relation.columns.map((column) => column.name);
    const shown = arrange(names, layout).flatMap((one) => byName.get(one) ?? []);
    const grid = shown.map((column): GridColumn => {
      const sorted = order.find((one) => one.column === column.name);
      return {
        id: column.name,
        name: column.name,
        detail: shortType(column.type),
        numeric: column.kind === "number",
        width: layout.widths[column.name] ?? natural.get(column.name) ?? 120,
        pinned: layout.pinned.includes(column.name),
        primaryKey: relation.primaryKey.includes(column.name),
        foreignKey: foreign.has(column.name),
        sort: sorted === undefined ? null : sorted.descending ? "descending" : "ascending",
      };
    });
    return { layout, setLayout, shown, grid, widthOf };
  }, [relation, layout, setLayout, order, natural]);
}
