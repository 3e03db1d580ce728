import { describeError } from "@/api/errors";
import type { Column, RelationResponse } from "@/api/types";
import type { Rectangle } from "@/grid/model";
import { announce } from "@/ui/live";
import { editStore } from "./editStore";
import { addRow, type EditedRow, pasteRows, type RowId, setInserted, setValue, toggleDelete } from "./edits";
import { type Pasted, type PastedCells, type PasteRows, paste, pastedAtMost, rowsBelow, spread } from "./paste";
import { canEdit, editedRow, type GridRowData, rowTone, storedRow } from "./tableModel";
import type { TableData } from "./useTableData";
import { count, type Typed } from "./values";

export interface Staging {
  mayEdit: (row: GridRowData | null, column: string) => boolean;
  /** Stages a value, or says why it cannot be. */
  stage: (row: GridRowData, column: string, value: Typed) => void;
  /** Stages a block from the upper left of a selection on, and gives where it lies then. */
  paste: (cells: PastedCells, selected: Rectangle, columns: readonly Column[]) => Promise<Rectangle | null>;
  /** Marks the rows of a selection for deletion, or takes the mark back. */
  remove: (selected: Rectangle) => void;
  /** Adds a row; false where none can be added. */
  add: () => boolean;
  explain: () => void;
}

/** What is done to the rows of a relation before anything is saved. */
export function useStaging(relation: RelationResponse, { shown, rows }: TableData): Staging {
  const explain = () => announce(relation.notEditable ?? "This column cannot be set");
  const mayEdit = (row: GridRowData | null, name: string): boolean => {
    const column = relation.columns.find((one) => one.name === name);
    return row !== null && column !== undefined && canEdit(relation, column, row);
  };
  const stage = (row: GridRowData, column: string, value: Typed) => {
    if (!mayEdit(row, column)) return explain();
    if (row.kind === "added") {
      const id = row.staged.row;
      const saved = editStore.became(id);
      return editStore.change((before) =>
        saved === null ? setInserted(before, id, column, value) : setValue(before, saved, column, value),
      );
    }
    const edited = editedRow(relation, rows.pages.columns, row.row);
    if (edited !== null) editStore.change((before) => setValue(before, edited, column, value));
  };
  const pasteBlock: Staging["paste"] = async (block, selected, columns) => {
    const cells = spread(block, selected);
    if (cells.length === 0) return null;
    if (cells.length > pastedAtMost) {
      announce(`At most ${count(pastedAtMost)} rows are pasted at a time; a file is imported whole`);
      return null;
    }
    const fills = cells !== block;
    const below: PasteRows = fills
      ? { onto: shown.slice(selected.top, selected.bottom + 1), missing: 0, goesOn: false }
      : rowsBelow(shown, selected.top, cells.length);
    try {
      // The block may be longer than what has been read of the table: its own rows come before new ones.
      const further = below.goesOn && below.missing > 0 ? await rows.ahead(below.missing) : [];
      const onto = [...below.onto, ...further.map((row) => storedRow(relation, row))];
      const isDeleted = (row: GridRowData) => rowTone(row, editStore.get()) === "deleted";
      const pasted = paste(relation, rows.pages.columns, columns.slice(selected.left), cells, onto, isDeleted);
      if (pasted.cells === 0) {
        explain();
        return null;
      }
      editStore.change((before) => pasteRows(before, pasted.rows));
      announce(pastedWords(pasted));
      // New rows stand above the table's own, after those that were added before.
      const isBelow = below.onto[0]?.kind === "stored";
      const top = selected.top + (isBelow ? pasted.added : 0);
      const widest = cells.reduce((most, line) => Math.max(most, line.length), 1);
      const height = isBelow || fills ? below.onto.length : below.onto.length + pasted.added;
      const right = Math.min(columns.length, selected.left + widest) - 1;
      return { top, bottom: top + height - 1, left: selected.left, right };
    } catch (error) {
      announce(describeError(error).message);
      return null;
    }
  };
  const remove = ({ top, bottom }: Rectangle) => {
    const chosen = shown.slice(Math.max(0, top), bottom + 1).flatMap((row): (EditedRow | RowId)[] => {
      if (row.kind === "added") return [row.staged.row];
      const edited = editedRow(relation, rows.pages.columns, row.row);
      return edited === null || !relation.canDelete ? [] : [edited];
    });
    if (chosen.length === 0) return explain();
    editStore.change((before) => toggleDelete(before, chosen));
  };
  const add = () => {
    if (!relation.canInsert) {
      explain();
      return false;
    }
    const { schema, name } = relation;
    editStore.change((before) => addRow(before, { schema, name }, crypto.randomUUID()));
    announce("A row is added; it is saved with Commit");
    return true;
  };
  return { mayEdit, stage, paste: pasteBlock, remove, add, explain };
}

function pastedWords({ cells, refused, added }: Pasted): string {
  const words = [cells === 1 ? "1 cell is pasted" : `${count(cells)} cells are pasted`];
  if (added > 0) words.push(added === 1 ? "1 row is added" : `${count(added)} rows are added`);
  if (refused > 0) words.push(refused === 1 ? "1 could not be set" : `${count(refused)} could not be set`);
  return words.join(", ");
}
