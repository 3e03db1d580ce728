import { ArrowDownToLine, Copy, Download, MessageSquare, PanelRight } from "lucide-react";
import { useMemo, useState } from "react";
import { ServerError } from "@/api/errors";
import type { ExportFormat, StatementResult } from "@/api/types";
import { useOverview } from "@/app/useOverview";
import { type CopyFormat, copyFormats } from "@/data/clipboard";
import { Exporting } from "@/data/Exporting";
import { type Export, useExport } from "@/data/useExport";
import { count } from "@/data/values";
import { Button } from "@/ui/Button";
import { Elapsed } from "@/ui/Elapsed";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuLabel } from "@/ui/Menu";
import { Splitter } from "@/ui/Splitter";
import { useStored } from "@/ui/useStored";
import { copyResult, cutIn, cutWords } from "./copy";
import { ResultGrid } from "./ResultGrid";
import { ResultValue } from "./ResultValue";
import { type SqlSession, useSqlState } from "./session";
import { goesOn, isRepeatable, nextRows, type ValuePlace, wholeResult } from "./whole";

interface OneResultProps {
  result: StatementResult;
  /** The text that was sent, of which the statement is a part. */
  sent: string;
  /** Whether it was run where it could write. */
  wrote: boolean;
  session: SqlSession;
}

/** What came of one statement. */
export function OneResult({ result, sent, wrote, session }: OneResultProps) {
  const { further } = useSqlState(session);
  const next = further?.of === result ? further : null;
  const [rowHeight] = useStored("rows.height", 28);
  const [open, setOpen] = useStored("sql.value.open", false);
  const [width, setWidth] = useStored("sql.value.width", 320);
  const [place, setPlace] = useState<ValuePlace>({ row: 0, column: 0 });
  const file = useExport();
  const { columns, error } = result;
  const hasRows = columns !== null && columns.length > 0;
  const repeatable = isRepeatable(result, wrote);
  return (
    <>
      <Notices result={result} />
      {error !== null && <ErrorPanel error={new ServerError(400, error)} text={sent} />}
      {file.failure !== null && (
        <ErrorPanel error={file.failure} text={result.statement.text} onDismiss={file.forget} />
      )}
      {next !== null && next.error !== null && (
        <ErrorPanel error={next.error} onRetry={() => void session.goOn(result)} onDismiss={session.stopFurther} />
      )}
      {hasRows && (
        <div className="flex min-h-0 flex-1">
          <div className="flex min-w-0 flex-1 flex-col">
            <ResultGrid
              // The widths and the order of columns are those of this result's.
              key={columns.map(({ name, type }) => `${name} ${type}`).join("\n")}
              result={result}
              columns={columns}
              rowHeight={rowHeight}
              repeatable={repeatable}
              onPlace={setPlace}
              onValue={(wanted) => setOpen(wanted ?? !open)}
            />
          </div>
          {open && (
            <>
              <Splitter label="Width of the value" grows="left" size={width} min={200} max={900} onSize={setWidth} />
              <div className="h-full shrink-0" style={{ width }}>
                <ResultValue
                  result={result}
                  column={columns[place.column]}
                  place={place}
                  repeatable={repeatable}
                  onClose={() => setOpen(false)}
                />
              </div>
            </>
          )}
        </div>
      )}
      {columns === null && error === null && <p className="p-4 text-muted">{result.tag ?? "Done"}</p>}
      <footer className="mt-auto flex h-8 shrink-0 items-center gap-3 border-t bg-surface px-3 text-sm text-muted">
        {hasRows && (
          <Facts
            result={result}
            file={file}
            repeatable={repeatable}
            reading={next !== null && next.error === null}
            onNext={() => void session.goOn(result)}
            onStop={session.stopFurther}
          />
        )}
        <span className="ml-auto shrink-0 whitespace-nowrap">{result.milliseconds.toFixed(1)} ms</span>
        {hasRows && (
          <IconButton label="Value" keys="Space" className="-mr-2 size-6" active={open} onClick={() => setOpen(!open)}>
            <PanelRight />
          </IconButton>
        )}
      </footer>
    </>
  );
}

function Notices({ result: { notices } }: { result: StatementResult }) {
  return notices.map(({ severity, message, detail, hint }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the same notice may come twice
    <p key={at} className="flex items-start gap-2 border-b px-3 py-1.5">
      <MessageSquare className="mt-0.5 size-3.5 shrink-0 text-muted" aria-hidden />
      <span>
        <span className="text-muted">{severity}</span> {message}
        {detail !== null && <span className="block text-muted">{detail}</span>}
        {hint !== null && <span className="block text-muted">Hint: {hint}</span>}
      </span>
    </p>
  ));
}

interface FactsProps {
  result: StatementResult;
  file: Export;
  repeatable: boolean;
  /** Whether the rows that come next are being read. */
  reading: boolean;
  onNext: () => void;
  onStop: () => void;
}

/** How much of the result is here, and how to get the rest. */
function Facts({ result, file, repeatable, reading, onNext, onStop }: FactsProps) {
  const { cancellable } = useOverview();
  const cut = useMemo(() => cutIn(result.rows), [result.rows]);
  const { rows, truncated } = result;
  const few = rows.length === 1 ? "1 row" : `${count(rows.length)} rows`;
  return (
    <>
      <span className="shrink-0 whitespace-nowrap">
        {truncated === null ? few : `The first ${few}`}
        {truncated === "rows" && "; there are more"}
        {truncated === "bytes" && (goesOn(result) ? "; there are more" : "; the page cannot hold more")}
      </span>
      {repeatable && goesOn(result) && (
        <Button
          className="h-6 px-1.5"
          disabled={reading}
          title="Runs the statement again, read-only, for the rows after these"
          onClick={onNext}
        >
          <ArrowDownToLine aria-hidden />
          {reading ? "Reading…" : `Next ${count(nextRows)}`}
        </Button>
      )}
      <Elapsed running={reading} onCancel={cancellable ? onStop : undefined} />
      {cut > 0 && (
        <span className="min-w-0 truncate" title={cutWords(cut)}>
          {cutWords(cut)}
        </span>
      )}
      <CopyAll result={result} words={truncated === null ? few : `the first ${few}`} />
      {repeatable && file.running === null && (
        <ExportAll
          urgent={truncated !== null || cut > 0}
          onExport={(format) => void file.begin("result", format, (signal) => wholeResult(result, format, { signal }))}
        />
      )}
      {file.running !== null && <Exporting running={file.running} />}
    </>
  );
}

function CopyAll({ result, words }: { result: StatementResult; words: string }) {
  const said = `${words.charAt(0).toUpperCase()}${words.slice(1)} ${result.rows.length === 1 ? "is" : "are"} copied`;
  const copy = (format: CopyFormat) => copyResult(result.columns ?? [], result.rows, format, said);
  return (
    <Menu
      trigger={
        <Button kind="ghost" className="h-6 px-1.5">
          <Copy aria-hidden />
          Copy as
        </Button>
      }
      width={120}
    >
      {copyFormats.map(({ format, label }) => (
        <MenuItem key={format} onSelect={() => void copy(format)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** All of the result as a file, also what the page has not got. */
function ExportAll({ urgent, onExport }: { urgent: boolean; onExport: (format: ExportFormat) => void }) {
  return (
    <Menu
      trigger={
        <Button kind={urgent ? "plain" : "ghost"} className="h-6 px-1.5">
          <Download aria-hidden />
          Export all of it
        </Button>
      }
    >
      <MenuLabel>Runs the statement again, read-only</MenuLabel>
      {copyFormats.map(({ format, label }) => (
        <MenuItem key={format} onSelect={() => format !== "tsv" && onExport(format)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
