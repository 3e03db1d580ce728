import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { cancellableCall } from "@/api/call";
import { useConnection } from "@/api/connection";
import type { ImportFormat } from "@/api/types";
import { useOverview } from "@/app/useOverview";
import { Button } from "@/ui/Button";
import { Elapsed } from "@/ui/Elapsed";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { announce } from "@/ui/live";
import { Modal } from "@/ui/Modal";
import type { RelationName } from "./edits";
import { byteSize } from "./values";

interface ImportDialogProps {
  relation: RelationName;
  onClose: () => void;
  onImported: () => void;
}

/** What the server takes as the body of a call. */
const largest = 64 * 1024 * 1024;
const tooLargeWords = `The file is too large: at most ${byteSize(largest)} are sent at once.`;

function formatOf(file: File): ImportFormat {
  return file.name.toLowerCase().endsWith(".json") || file.type === "application/json" ? "json" : "csv";
}

/** Adds the rows of a file, all or none. */
export function ImportDialog({ relation, onClose, onImported }: ImportDialogProps) {
  const [file, setFile] = useState<File | null>(null);
  const frozen = useConnection() !== "alive";
  const { cancellable } = useOverview();
  const stop = useRef<AbortController | null>(null);
  const tooLarge = file !== null && file.size > largest;
  const run = useMutation({
    mutationFn: async (chosen: File) => {
      stop.current = new AbortController();
      const request = { ...relation, format: formatOf(chosen), text: await chosen.text() };
      // Escaped it may be larger than the file is.
      if (new Blob([JSON.stringify(request)]).size > largest - 4096) throw new Error(tooLargeWords);
      return cancellableCall("/api/import", request, stop.current.signal);
    },
    onSuccess: ({ rows }) => {
      announce(rows === 1 ? "1 row is added" : `${rows} rows are added`);
      onImported();
      onClose();
    },
  });
  return (
    <Modal
      open
      // Whether its rows are added is still to be said.
      onClose={() => !run.isPending && onClose()}
      title={`Import into ${relation.name}`}
      description="The heading of a CSV file, or the keys of an array of JSON objects, name the columns. All rows are added, or none."
      footer={
        <>
          <Elapsed running={run.isPending} onCancel={cancellable ? () => stop.current?.abort() : undefined} />
          <Button onClick={onClose} disabled={run.isPending}>
            Back
          </Button>
          <Button
            kind="primary"
            disabled={file === null || tooLarge || run.isPending || frozen}
            onClick={() => file && run.mutate(file)}
          >
            Import
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {run.isError && <ErrorPanel error={run.error} />}
        <label className="flex flex-col gap-1">
          <span className="text-sm text-muted">A CSV or JSON file</span>
          <input
            type="file"
            accept=".csv,.json,text/csv,application/json"
            disabled={run.isPending}
            onChange={(event) => {
              run.reset();
              setFile(event.target.files?.[0] ?? null);
            }}
            className="file:mr-3 file:h-7 file:rounded-[6px] file:border file:border-line-strong file:bg-bg file:px-2.5 file:text-text"
          />
        </label>
        {file !== null && (
          <p className="text-muted">
            {file.name}, {byteSize(file.size)}, read as {formatOf(file).toUpperCase()}
          </p>
        )}
        {tooLarge && (
          <p role="alert" className="rounded-[6px] bg-change-tint px-3 py-2">
            {tooLargeWords} Divide it, or add its rows with <code className="mono">\copy</code> in psql.
          </p>
        )}
      </div>
    </Modal>
  );
}
