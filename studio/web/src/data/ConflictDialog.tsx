import type { Conflict } from "@/api/types";
import { CellContent } from "@/grid/CellContent";
import { Button } from "@/ui/Button";
import { announce } from "@/ui/live";
import { Modal } from "@/ui/Modal";
import { committed } from "./committed";
import { type ConflictPair, compared, goneWords, keptWords, wholeValues } from "./conflict";
import { editStore } from "./editStore";
import { drop, rebase, type Staged } from "./edits";
import { type Typed, typedOf } from "./values";

interface ConflictDialogProps {
  staged: Staged[];
  conflicts: Conflict[];
  onClose: () => void;
}

/** Another has changed these rows: yours, theirs and the original side by side. */
export function ConflictDialog({ staged, conflicts, onClose }: ConflictDialogProps) {
  const pairs = conflicts.flatMap((conflict): ConflictPair[] => {
    const mine = staged[conflict.edit];
    return mine === undefined || mine.kind === "insert" ? [] : [{ mine, conflict }];
  });
  const goneCount = pairs.filter(({ conflict }) => conflict.theirs === null).length;
  const allGone = goneCount === pairs.length;
  const take = (taken: ConflictPair[]) => {
    const rows = taken.map(({ mine }) => mine.row);
    editStore.change((state) => drop(state, rows));
    committed.tell(
      taken.map(({ mine, conflict }) => ({
        relation: mine.relation,
        rows: new Map([[JSON.stringify(mine.key), conflict.theirs]]),
        added: 0,
      })),
    );
  };
  const keepMine = () => {
    for (const { mine, conflict } of pairs) {
      const { theirs } = conflict;
      if (theirs === null) continue;
      const cut = conflict.columns.filter((_, at) => theirs.cells[at]?.cut !== undefined);
      editStore.change((state) => rebase(state, mine.row, theirs.version ?? "", wholeValues(conflict, theirs), cut));
    }
    // Of a row that is deleted there is nothing to change.
    if (goneCount > 0) take(pairs.filter(({ conflict }) => conflict.theirs === null));
    announce(keptWords(pairs));
    onClose();
  };
  const takeTheirs = () => {
    take(pairs);
    if (goneCount > 0) announce(goneWords(goneCount));
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
          <Button onClick={takeTheirs}>{allGone ? "Drop mine" : "Take theirs"}</Button>
          {!allGone && (
            <Button kind="primary" onClick={keepMine}>
              Keep mine
            </Button>
          )}
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

function ConflictTable({ mine, conflict }: ConflictPair) {
  const { theirs } = conflict;
  const values = theirs === null ? null : wholeValues(conflict, theirs);
  const changes = mine.kind === "update" ? mine.changes : {};
  const { changed, tooLarge } = compared({ mine, conflict });
  return (
    <section>
      <h3 className="mono mb-1.5">
        {mine.relation.name} {mine.key.join(", ")}
      </h3>
      {theirs === null && (
        <p className="mb-1.5 font-medium">
          The row is gone: another has deleted it.{" "}
          {mine.kind === "delete" ? "Nothing is left to delete." : "What you changed in it cannot be kept."}
        </p>
      )}
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
          {changed.map((column) => {
            const original = mine.original[column];
            const yours = changes[column];
            const cell = theirs?.cells[conflict.columns.indexOf(column)];
            const changedByThem = values !== null && original !== undefined && values[column] !== original;
            return (
              <tr key={column}>
                <th scope="row" className="truncate border px-2 py-1 font-normal">
                  {column}
                </th>
                <Value value={original === undefined ? null : typedOf(original)} />
                <Value value={cell === undefined ? null : typedOf(cell.text)} cut={cell?.cut} strong={changedByThem} />
                <Value value={yours ?? null} strong={yours !== undefined} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {tooLarge.length > 0 && (
        <p className="mt-1.5 text-muted">
          Too large to be compared here: <span className="mono">{tooLarge.join(", ")}</span>
        </p>
      )}
    </section>
  );
}

function Value({ value, cut, strong = false }: { value: Typed | null; cut?: number | undefined; strong?: boolean }) {
  return (
    <td className={`truncate border px-2 py-1 ${strong ? "bg-change-tint text-change" : ""}`}>
      {value === null ? (
        <span className="text-muted">–</span>
      ) : value.kind === "text" ? (
        <CellContent view={{ kind: "text", text: value.text, cut: cut ?? null, changed: false }} />
      ) : (
        <CellContent view={{ kind: value.kind, changed: false }} />
      )}
    </td>
  );
}
