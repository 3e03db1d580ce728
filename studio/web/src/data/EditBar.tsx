import { useMutation } from "@tanstack/react-query";
import { Eye, Minus, Pencil, Plus, Redo2, Save, Undo2 } from "lucide-react";
import { useRef, useState } from "react";
import { cancellableCall } from "@/api/call";
import { useConnection } from "@/api/connection";
import type { Conflict } from "@/api/types";
import { useKeys } from "@/app/keys";
import { useOverview } from "@/app/useOverview";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Elapsed } from "@/ui/Elapsed";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { IconButton } from "@/ui/IconButton";
import { announce } from "@/ui/live";
import { afterCommit } from "./afterCommit";
import { ConflictDialog } from "./ConflictDialog";
import { committed, savedByTable, toEdit } from "./committed";
import { editStore, useEdits } from "./editStore";
import { countEdits, drop, redo, type Staged, undo } from "./edits";
import { FailedEdit } from "./FailedEdit";
import { PreviewDialog } from "./PreviewDialog";

/**
 * The staged changes of all tables: there only when there are some. It stays where another view is looked at meanwhile, so
 * that what came of a commit is still told.
 */
export function EditBar({ shown }: { shown: boolean }) {
  const edits = useEdits();
  const connection = useConnection();
  const [preview, setPreview] = useState(false);
  const [conflicts, setConflicts] = useState<{ staged: Staged[]; conflicts: Conflict[] } | null>(null);
  const { cancellable } = useOverview();
  const stop = useRef<AbortController | null>(null);
  const commit = useMutation({
    mutationFn: async (staged: Staged[]) => {
      stop.current = new AbortController();
      const edits = staged.map(toEdit);
      return { staged, answer: await cancellableCall("/api/edits/commit", { edits }, stop.current.signal) };
    },
    onSuccess: ({ staged, answer }) => {
      setPreview(false);
      if (answer.outcome === "conflicts") {
        setConflicts({ staged, conflicts: answer.conflicts });
        announce("Nothing is saved: another has changed the same rows");
        return;
      }
      const { added, rest } = afterCommit(editStore.get(), staged, answer);
      editStore.saved(added);
      editStore.change(() => rest);
      committed.tell(savedByTable(staged, answer.rows));
      announce(staged.length === 1 ? "1 change is saved" : `${staged.length} changes are saved`);
    },
    onError: () => announce("The changes could not be saved; they are still staged"),
  });
  const staged = [...edits.staged.values()];
  const frozen = connection !== "alive";
  const run = () => commit.mutate(staged);
  const cancel = cancellable ? () => stop.current?.abort() : undefined;
  useKeys({
    "Ctrl+s": () => {
      // What a cell's editor has just kept is not drawn yet.
      if (shown && editStore.get().staged.size > 0) setPreview(true);
    },
  });
  if (!shown || (staged.length === 0 && edits.future.length === 0)) return null;
  const counts = countEdits(edits);
  const about = <FailedEdit error={commit.error} sent={commit.variables} />;
  return (
    <section aria-label="Staged changes" className="shrink-0 border-t border-line-strong bg-surface">
      {commit.isError && !preview && <ErrorPanel error={commit.error} about={about} onRetry={run} />}
      <div className="flex h-10 items-center gap-2 px-3">
        <div className="flex items-center gap-1.5">
          {counts.updates > 0 && (
            <Chip tone="change">
              <Pencil aria-hidden />
              {counts.updates} changed
            </Chip>
          )}
          {counts.inserts > 0 && (
            <Chip tone="add">
              <Plus aria-hidden />
              {counts.inserts} added
            </Chip>
          )}
          {counts.deletes > 0 && (
            <Chip tone="delete">
              <Minus aria-hidden />
              {counts.deletes} deleted
            </Chip>
          )}
          {staged.length === 0 && <span className="text-muted">No staged changes</span>}
        </div>
        <IconButton
          label="Undo"
          keys="Ctrl Z"
          disabled={edits.past.length === 0}
          onClick={() => editStore.change(undo)}
        >
          <Undo2 />
        </IconButton>
        <IconButton
          label="Redo"
          keys="Ctrl ⇧ Z"
          disabled={edits.future.length === 0}
          onClick={() => editStore.change(redo)}
        >
          <Redo2 />
        </IconButton>
        <div className="ml-auto flex items-center gap-2">
          <Elapsed running={commit.isPending} onCancel={cancel} />
          <Button
            disabled={staged.length === 0}
            onClick={() => {
              editStore.change((state) => drop(state, [...state.staged.keys()]));
              announce("Discarded; Undo brings them back");
            }}
          >
            Discard
          </Button>
          <Button disabled={staged.length === 0} onClick={() => setPreview(true)}>
            <Eye aria-hidden />
            Preview
          </Button>
          <Button kind="primary" disabled={staged.length === 0 || commit.isPending || frozen} onClick={run}>
            <Save aria-hidden />
            Commit
          </Button>
        </div>
      </div>
      {preview && (
        <PreviewDialog
          staged={staged}
          committing={commit.isPending}
          frozen={frozen}
          error={commit.error}
          about={about}
          onCancel={cancel}
          onCommit={run}
          onClose={() => {
            setPreview(false);
            commit.reset();
          }}
        />
      )}
      {conflicts !== null && <ConflictDialog {...conflicts} onClose={() => setConflicts(null)} />}
    </section>
  );
}
