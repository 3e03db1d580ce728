import type { Conflict, Row } from "@/api/types";
import { CellContent } from "@/grid/CellContent";
import { Button } from "@/ui/Button";
import { announce } from "@/ui/live";
import { Modal } from "@/ui/Modal";
import { committed } from "./committed";
import { editStore } from "./editStore";
import { drop, rebase, type Staged } from "./edits";
import { type Typed, typedOf } from "./values";

interface ConflictDialogProps {
  staged: Staged[];
  conflicts: Conflict[];
  onClose: () => void;
}

type Conflicted = Exclude<Staged, { kind: "insert" }>;

/** Another has changed these rows: yours, theirs and the original side by side. */
export function ConflictDialog({ staged, conflicts, onClose }: ConflictDialogProps) {
  const pairs = conflicts.flatMap((conflict) => {
    const mine = staged[conflict.edit];
    return mine === undefined || mine.kind === "insert" ? [] : [{ mine, conflict }];
  });
  const keepMine = () => {
    for (const { mine, conflict } of pairs) {
      const { theirs } = conflict;
      if (theirs === null) editStore.change((state) => drop(state, [mine.row]));
      else editStore.change((state) => rebase(state, mine.row, theirs.version ?? "", valuesOf(conflict, theirs)));
    }
    announce("Your changes now stand on the rows as they are; commit again to save them");
    onClose();
  };
  const takeTheirs = () => {
    editStore.change((state) =>
      drop(
        state,
        pairs.map(({ mine }) => mine.row),
      ),
    );
    committed.tell(
      pairs.map(({ mine, conflict }) => ({
        relation: mine.relation,
        rows: new Map([[JSON.stringify(mine.key), conflict.theirs]]),
        added: 0,
      })),
    );
    onClose();
  };
  return (
    <Modal
      open
      onClose={onClose}
      wide
      title={pairs.length === 1 ? "A row was changed by another" : `${pairs.length} rows were changed by another`}
      description="Nothing is saved yet."
      footer={
        <>
          <Button onClick={onClose} className="mr-auto">
            Decide later
          </Button>
          <Button onClick={takeTheirs}>Take theirs</Button>
          <Button kind="primary" onClick={keepMine}>
            Keep mine
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {pairs.map(({ mine, conflict }) => (
          <ConflictTable key={mine.row} mine={mine} conflict={conflict} />
        ))}
      </div>
    </Modal>
  );
}

function valuesOf({ columns }: Conflict, row: Row): Record<string, string | null> {
  return Object.fromEntries(columns.map((column, at) => [column, row.cells[at]?.text ?? null]));
}

function ConflictTable({ mine, conflict }: { mine: Conflicted; conflict: Conflict }) {
  const theirs = conflict.theirs === null ? null : valuesOf(conflict, conflict.theirs);
  const changes = mine.kind === "update" ? mine.changes : {};
  const columns = conflict.columns.filter(
    (column) => changes[column] !== undefined || (theirs !== null && theirs[column] !== mine.original[column]),
  );
  return (
    <section>
      <h3 className="mono mb-1.5">
        {mine.relation.name} {mine.key.join(", ")}
      </h3>
      {theirs === null && <p className="mb-1.5 text-delete">The row is gone: another has deleted it.</p>}
      {mine.kind === "delete" && <p className="mb-1.5">You have marked it for deletion.</p>}
      <table className="w-full table-fixed border-collapse border text-left">
        <thead className="bg-surface text-sm text-muted">
          <tr>
            {["Column", "Original", "Theirs", "Yours"].map((heading) => (
              <th key={heading} scope="col" className="border px-2 py-1 font-medium">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="mono">
          {columns.map((column) => {
            const original = mine.original[column];
            const yours = changes[column];
            const changedByThem = theirs !== null && theirs[column] !== original;
            return (
              <tr key={column}>
                <th scope="row" className="truncate border px-2 py-1 font-normal">
                  {column}
                </th>
                <Value value={original === undefined ? null : typedOf(original)} />
                <Value value={theirs === null ? null : typedOf(theirs[column] ?? null)} strong={changedByThem} />
                <Value value={yours ?? null} strong={yours !== undefined} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Value({ value, strong = false }: { value: Typed | null; strong?: boolean }) {
  return (
    <td className={`truncate border px-2 py-1 ${strong ? "bg-change-tint text-change" : ""}`}>
      {value === null ? (
        <span className="text-muted">–</span>
      ) : value.kind === "text" ? (
        <CellContent view={{ kind: "text", text: value.text, cut: null, changed: false }} />
      ) : (
        <CellContent view={{ kind: value.kind, changed: false }} />
      )}
    </td>
  );
}
