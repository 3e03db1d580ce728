import type { RelationResponse } from "@/api/types";
import type { Rectangle } from "@/grid/model";
import { announce } from "@/ui/live";
import { editStore } from "./editStore";
import { addRow, type EditedRow, type RowId, setInserted, setValue, toggleDelete } from "./edits";
import { canEdit, editedRow, type GridRowData } from "./tableModel";
import type { TableData } from "./useTableData";
import type { Typed } from "./values";

export interface Staging {
  mayEdit: (row: GridRowData | null, column: string) => boolean;
  /** Stages a value, or says why it cannot be. */
  stage: (row: GridRowData, column: string, value: Typed) => void;
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
    if (row.kind === "added") return editStore.change((before) => setInserted(before, row.staged.row, column, value));
    const edited = editedRow(relation, rows.pages.columns, row.row);
    if (edited !== null) editStore.change((before) => setValue(before, edited, column, value));
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
  return { mayEdit, stage, remove, add, explain };
}
