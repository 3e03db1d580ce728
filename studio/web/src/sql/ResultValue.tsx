import { Download, TextSelect, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { Cell, ResultColumn, StatementResult } from "@/api/types";
import { LongText } from "@/data/LongText";
import { byteSize } from "@/data/values";
import { CellContent } from "@/grid/CellContent";
import { Button } from "@/ui/Button";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { IconButton } from "@/ui/IconButton";
import { saveFile } from "@/ui/saveFile";
import { cutAt, shownAtMost, type ValuePlace, wholeOf } from "./whole";

interface ResultValueProps {
  result: StatementResult;
  column: ResultColumn | undefined;
  place: ValuePlace;
  /** Whether the statement may be run again for what is cut. */
  repeatable: boolean;
  onClose: () => void;
}

/** The chosen value of a result, all of it. */
export function ResultValue({ result, column, place, repeatable, onClose }: ResultValueProps) {
  const cell = result.rows[place.row]?.[place.column];
  return (
    <aside aria-label="Value" className="flex h-full min-h-0 flex-col bg-bg">
      <div className="flex h-8 shrink-0 items-center gap-2 border-b pr-1 pl-3">
        <h3 className="truncate text-sm font-medium">{column?.name ?? "Value"}</h3>
        <span className="truncate text-xs text-muted">{column?.type}</span>
        <IconButton label="Close the value" className="ml-auto size-6" onClick={onClose}>
          <X />
        </IconButton>
      </div>
      {cell === undefined || column === undefined ? (
        <p className="p-3 text-muted">Choose a value.</p>
      ) : (
        <Whole
          key={`${place.row} ${place.column} ${result.statement.start}`}
          cell={cell}
          column={column}
          result={result}
          place={place}
          repeatable={repeatable}
        />
      )}
    </aside>
  );
}

interface WholeProps {
  cell: Cell;
  column: ResultColumn;
  result: StatementResult;
  place: ValuePlace;
  repeatable: boolean;
}

function Whole({ cell, column, result, place, repeatable }: WholeProps) {
  const [fetched, setFetched] = useState<{ of: Cell; text: string } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [controller] = useState(() => new AbortController());
  useEffect(() => () => controller.abort(), [controller]);
  // Of the value that another run gave, it is not the whole.
  const whole = fetched !== null && fetched.of === cell ? fetched.text : null;
  const cut = whole === null ? cutAt(result, place) : null;
  const text = whole ?? cell.text;
  const get = async (take: (file: Blob) => void | Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await take(await wholeOf(result, place, { signal: controller.signal }));
    } catch (error) {
      if (!controller.signal.aborted) setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {failure !== null && <ErrorPanel error={failure} onDismiss={() => setFailure(null)} />}
      {cut !== null && (
        <div className="flex shrink-0 flex-col gap-1.5 border-b bg-surface px-3 py-2 text-sm">
          <p className="text-muted">
            The beginning of {byteSize(cut)}. {repeatable ? "The statement is run again for the rest, read-only." : ""}
          </p>
          {repeatable && (
            <div className="flex gap-1">
              {cut <= shownAtMost && (
                <Button
                  className="h-6"
                  disabled={busy}
                  onClick={() => void get(async (file) => setFetched({ of: cell, text: await file.text() }))}
                >
                  <TextSelect aria-hidden />
                  Fetch all {byteSize(cut)}
                </Button>
              )}
              <Button
                className="h-6"
                disabled={busy}
                onClick={() => void get((file) => saveFile(file, `${column.name}.txt`))}
              >
                <Download aria-hidden />
                Save to a file
              </Button>
            </div>
          )}
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <section aria-label="Its text" tabIndex={0} className="min-h-0 flex-1 overflow-auto p-3">
        {text === null || text === "" ? (
          <CellContent
            view={text === null ? { kind: "null", changed: false } : { kind: "text", text, cut: null, changed: false }}
          />
        ) : (
          <LongText text={text} json={column.kind === "json" && cut === null} complete={cut === null} tall />
        )}
      </section>
    </div>
  );
}
