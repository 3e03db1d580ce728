import { useState } from "react";
import { isAbort } from "@/api/errors";
import type { ExportFormat } from "@/api/types";
import { saveFile } from "@/ui/saveFile";

const extension: Record<ExportFormat, string> = { csv: "csv", json: "json", insert: "sql", markdown: "md" };

export interface Export {
  /** The one that runs. */
  running: AbortController | null;
  failure: unknown;
  /** Gets a file and gives it to the person. */
  begin: (name: string, format: ExportFormat, get: (signal: AbortSignal) => Promise<Blob>) => Promise<void>;
  forget: () => void;
}

/** One export at a time. */
export function useExport(): Export {
  const [running, setRunning] = useState<AbortController | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const begin: Export["begin"] = async (name, format, get) => {
    const controller = new AbortController();
    setFailure(null);
    setRunning(controller);
    try {
      saveFile(await get(controller.signal), `${name}.${extension[format]}`);
    } catch (error) {
      if (!isAbort(error)) setFailure(error);
    } finally {
      setRunning(null);
    }
  };
  return { running, failure, begin, forget: () => setFailure(null) };
}
