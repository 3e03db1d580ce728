import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { longCall } from "@/api/call";
import { useConnection } from "@/api/connection";
import type { ImportFormat } from "@/api/types";
import { Button } from "@/ui/Button";
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

function formatOf(file: File): ImportFormat {
  return file.name.toLowerCase().endsWith(".json") || file.type === "application/json" ? "json" : "csv";
}

/** Adds the rows of a file, all or none. */
export function ImportDialog({ relation, onClose, onImported }: ImportDialogProps) {
  const [file, setFile] = useState<File | null>(null);
  const frozen = useConnection() !== "alive";
  const run = useMutation({
    mutationFn: async (chosen: File) =>
      longCall("/api/import", { ...relation, format: formatOf(chosen), text: await chosen.text() }),
    onSuccess: ({ rows }) => {
      announce(rows === 1 ? "1 row is added" : `${rows} rows are added`);
      onImported();
      onClose();
    },
  });
  return (
    <Modal
      open
      onClose={onClose}
      title={`Import into ${relation.name}`}
      description="The heading of a CSV file, or the keys of an array of JSON objects, name the columns. All rows are added, or none."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button
            kind="primary"
            disabled={file === null || run.isPending || frozen}
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
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
            className="file:mr-3 file:h-7 file:rounded-[6px] file:border file:border-line-strong file:bg-bg file:px-2.5 file:text-text"
          />
        </label>
        {file !== null && (
          <p className="text-muted">
            {file.name}, {byteSize(file.size)}, read as {formatOf(file).toUpperCase()}
          </p>
        )}
      </div>
    </Modal>
  );
}
