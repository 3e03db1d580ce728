import { memo, useDeferredValue } from "react";
import type { RelationResponse } from "@/api/types";
import type { CellView } from "@/grid/model";
import { followBackPath, followPath } from "./follow";
import { Inspector } from "./Inspector";
import { type GridRowData, identityOf } from "./tableModel";
import type { Typed } from "./values";

interface RowInspectorProps {
  relation: RelationResponse;
  row: GridRowData | null;
  activeColumn: string | null;
  viewIn: (row: GridRowData, column: string) => CellView;
  /** What is done from here; the same functions at each drawing. */
  actions: {
    mayEdit: (row: GridRowData | null, column: string) => boolean;
    stage: (row: GridRowData, column: string, value: Typed) => void;
    leave: (path: string | null) => void;
    closeInspector: () => void;
  };
}

/**
 * The inspector of the active row. It comes after the grid: while a key is held down, the grid goes on and this shows where it
 * has come to as soon as there is time. What is done in it is done to the row that it shows.
 */
export function RowInspector({ row, activeColumn, ...rest }: RowInspectorProps) {
  const later = useDeferredValue(row);
  const laterColumn = useDeferredValue(activeColumn);
  // A row that was saved meanwhile is the same row.
  const isSame = row !== null && later !== null && identityOf(row) !== null && identityOf(row) === identityOf(later);
  return <Inspected {...rest} row={isSame ? row : later} activeColumn={laterColumn} />;
}

const Inspected = memo(function Inspected({ relation, row, activeColumn, viewIn, actions }: RowInspectorProps) {
  const textOf = (column: string) => (row === null ? null : wholeText(viewIn(row, column)));
  return (
    <Inspector
      relation={relation}
      row={row}
      viewOf={(column) => (row === null ? { kind: "unset" } : viewIn(row, column))}
      activeColumn={activeColumn}
      isEditable={(column) => actions.mayEdit(row, column.name)}
      onValue={(column, value) => row !== null && actions.stage(row, column, value)}
      onFollow={(column) => actions.leave(followPath(relation, column, textOf))}
      onReferencedBy={(key) => actions.leave(followBackPath(relation, key, textOf))}
      onClose={actions.closeInspector}
    />
  );
});

/** The text of a value that is here whole: the beginning of a value is another value. */
export function wholeText(view: CellView): string | null {
  return view.kind === "text" && view.cut === null ? view.text : null;
}
