import { useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { longCall } from "@/api/call";
import { Button } from "@/ui/Button";
import { Elapsed } from "@/ui/Elapsed";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { announce } from "@/ui/live";
import { Modal } from "@/ui/Modal";
import { SqlText } from "@/ui/SqlText";
import { toEdit } from "./committed";
import type { Staged } from "./edits";

interface PreviewDialogProps {
  staged: Staged[];
  committing: boolean;
  frozen: boolean;
  error: unknown;
  /** Which change the error is about. */
  about: ReactNode;
  /** Left out where nothing can be cancelled. */
  onCancel: (() => void) | undefined;
  onCommit: () => void;
  onClose: () => void;
}

/** The exact SQL of the staged changes, as the server will run it. */
export function PreviewDialog(props: PreviewDialogProps) {
  const { staged, committing, frozen, error, about, onCancel, onCommit, onClose } = props;
  const preview = useQuery({
    queryKey: ["preview", staged],
    queryFn: ({ signal }) => longCall("/api/edits/preview", { edits: staged.map(toEdit) }, { signal }),
    gcTime: 0,
  });
  const problems = preview.data?.statements.filter(({ problem }) => problem !== null) ?? [];
  const copy = async () => {
    await navigator.clipboard.writeText(preview.data?.sql ?? "");
    announce("The SQL is copied");
  };
  return (
    <Modal
      open
      onClose={onClose}
      wide
      title="What will be run"
      description="One transaction. Where another has changed a row meanwhile, nothing is saved and both versions are shown."
      footer={
        <>
          <Button onClick={copy} disabled={!preview.data} className="mr-auto">
            <Copy aria-hidden />
            Copy SQL
          </Button>
          <Elapsed running={committing} onCancel={onCancel} />
          <Button onClick={onClose}>Back</Button>
          <Button
            kind="primary"
            disabled={!preview.data || problems.length > 0 || committing || frozen}
            onClick={onCommit}
          >
            {staged.length === 1 ? "Commit 1 change" : `Commit ${staged.length} changes`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {error !== null && error !== undefined && <ErrorPanel error={error} about={about} />}
        {preview.isError && <ErrorPanel error={preview.error} onRetry={() => preview.refetch()} />}
        {problems.map(({ sql, problem }) => (
          <div
            key={sql}
            role="alert"
            className="rounded-[6px] border border-l-[3px] border-l-text bg-surface px-3 py-2"
          >
            <strong className="font-medium">{problem?.message}</strong>
            {problem?.hint !== undefined && <p className="text-muted">{problem.hint}</p>}
          </div>
        ))}
        {preview.data && <SqlText sql={preview.data.sql} className="rounded-[6px] border bg-bg px-3 py-2" />}
      </div>
    </Modal>
  );
}
