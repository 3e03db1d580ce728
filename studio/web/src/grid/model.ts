/** How a value looks in a cell. */
export type CellView =
  | { kind: "text"; text: string; cut: number | null; changed: boolean }
  | { kind: "null"; changed: boolean }
  | { kind: "default"; changed: boolean }
  /** Nothing yet: the column will be filled by the server. */
  | { kind: "unset" };

export type RowTone = "plain" | "changed" | "added" | "deleted";

export interface GridColumn {
  id: string;
  name: string;
  /** The type, shown beside the name. */
  detail: string;
  numeric: boolean;
  width: number;
  pinned: boolean;
  primaryKey: boolean;
  foreignKey: boolean;
  sort: "ascending" | "descending" | null;
}

/** Row -1 is the heading. */
export interface CellPlace {
  row: number;
  column: number;
}

/** A rectangle from where it began to where it is now. */
export interface Selection {
  anchor: CellPlace;
  focus: CellPlace;
}

export interface Rectangle {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function rectangle({ anchor, focus }: Selection): Rectangle {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  };
}

export function isSingle({ anchor, focus }: Selection): boolean {
  return anchor.row === focus.row && anchor.column === focus.column;
}

export function at(row: number, column: number): Selection {
  return { anchor: { row, column }, focus: { row, column } };
}

/** The same rows after so many others came before them. */
export function shifted({ anchor, focus }: Selection, by: number): Selection {
  const move = ({ row, column }: CellPlace): CellPlace => ({ row: row < 0 ? row : Math.max(0, row + by), column });
  return { anchor: move(anchor), focus: move(focus) };
}

export interface GridSize {
  rows: number;
  columns: number;
  /** How many rows a page has. */
  page: number;
}

/** The place itself, or the nearest that there is: without rows, in the heading. */
export function inside({ row, column }: CellPlace, rows: number, columns: number): CellPlace {
  return { row: Math.min(row, rows - 1), column: Math.max(0, Math.min(column, columns - 1)) };
}

/** Where a key leads; null where it is no key of movement. */
export function moved(
  place: CellPlace,
  key: { key: string; ctrl: boolean },
  { rows, columns, page }: GridSize,
): CellPlace | null {
  const { row, column } = place;
  const to = (nextRow: number, nextColumn: number): CellPlace => ({
    row: Math.max(-1, Math.min(rows - 1, nextRow)),
    column: Math.max(0, Math.min(columns - 1, nextColumn)),
  });
  switch (key.key) {
    case "ArrowDown":
      return key.ctrl ? to(rows - 1, column) : to(row + 1, column);
    case "ArrowUp":
      return key.ctrl ? to(0, column) : to(row - 1, column);
    case "ArrowRight":
      return key.ctrl ? to(row, columns - 1) : to(row, column + 1);
    case "ArrowLeft":
      return key.ctrl ? to(row, 0) : to(row, column - 1);
    case "PageDown":
      return to(row + page, column);
    case "PageUp":
      return to(Math.max(0, row - page), column);
    case "Home":
      return to(row, 0);
    case "End":
      return to(row, columns - 1);
    default:
      return null;
  }
}
