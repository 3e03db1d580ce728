import { CircleAlert, ListTree, MessageSquare } from "lucide-react";
import { Tabs } from "radix-ui";
import { useMemo } from "react";
import { ServerError } from "@/api/errors";
import type { ExplainResponse, RunResponse, StatementResult } from "@/api/types";
import { type CopyFormat, copyFormats } from "@/data/clipboard";
import { count } from "@/data/values";
import { Button } from "@/ui/Button";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { Menu, MenuItem } from "@/ui/Menu";
import { useStored } from "@/ui/useStored";
import { copyResult, cutIn, cutWords } from "./copy";
import { ExplainView } from "./ExplainView";
import { ResultGrid } from "./ResultGrid";

export type Outcome = { kind: "run"; sent: string; answer: RunResponse } | { kind: "explain"; answer: ExplainResponse };

const trigger =
  "flex h-full items-center gap-1.5 border-b-2 border-transparent px-1 text-sm font-medium whitespace-nowrap text-muted data-[state=active]:border-accent data-[state=active]:text-text focus-visible:-outline-offset-2 [&_svg]:size-3.5";

/** What came of the text: a tab for each statement. */
export function Results({ outcome, tab, onTab }: { outcome: Outcome; tab: string; onTab: (tab: string) => void }) {
  if (outcome.kind === "explain") {
    return (
      <section aria-label="Plan" className="flex min-h-0 flex-1 flex-col">
        <h2 className="flex h-8 shrink-0 items-center gap-1.5 border-b bg-surface px-3 text-sm font-medium">
          <ListTree className="size-3.5 text-muted" aria-hidden />
          Plan
          <span className="ml-auto font-normal text-muted">{outcome.answer.milliseconds.toFixed(1)} ms</span>
        </h2>
        <ExplainView text={outcome.answer.plan} />
      </section>
    );
  }
  const { results, notRun, warning } = outcome.answer;
  return (
    <section aria-label="Results" className="flex min-h-0 flex-1 flex-col">
      {warning !== null && (
        <p role="alert" className="border-b bg-change-tint px-3 py-1.5">
          {warning}
        </p>
      )}
      {results.length === 0 && <p className="p-4 text-muted">There was no statement to run.</p>}
      <Tabs.Root value={tab} onValueChange={onTab} className="flex min-h-0 flex-1 flex-col">
        <Tabs.List aria-label="Statements" className="flex h-8 shrink-0 gap-4 overflow-x-auto border-b bg-surface px-3">
          {results.map((result, at) => (
            <Tabs.Trigger key={result.statement.start} value={String(at)} className={trigger}>
              {result.error !== null && <CircleAlert className="text-delete" aria-label="failed" />}
              <span className="text-muted">{at + 1}</span>
              {result.error === null ? (result.tag ?? "done") : "error"}
            </Tabs.Trigger>
          ))}
          {notRun > 0 && <span className="ml-auto self-center text-sm text-muted">{notRun} not run</span>}
        </Tabs.List>
        {results.map((result, at) => (
          <Tabs.Content
            key={result.statement.start}
            value={String(at)}
            className="flex min-h-0 flex-1 flex-col data-[state=inactive]:hidden"
          >
            <OneResult result={result} sent={outcome.sent} />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </section>
  );
}

function OneResult({ result, sent }: { result: StatementResult; sent: string }) {
  const [rowHeight] = useStored("rows.height", 28);
  const cut = useMemo(() => cutIn(result.rows), [result.rows]);
  return (
    <>
      {result.notices.map(({ severity, message, detail, hint }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same notice may come twice
        <p key={at} className="flex items-start gap-2 border-b px-3 py-1.5">
          <MessageSquare className="mt-0.5 size-3.5 shrink-0 text-muted" aria-hidden />
          <span>
            <span className="text-muted">{severity}</span> {message}
            {detail !== null && <span className="block text-muted">{detail}</span>}
            {hint !== null && <span className="block text-muted">Hint: {hint}</span>}
          </span>
        </p>
      ))}
      {result.error !== null && <ErrorPanel error={new ServerError(400, result.error)} text={sent} />}
      {result.columns !== null && result.columns.length > 0 && (
        <ResultGrid result={result} columns={result.columns} rowHeight={rowHeight} />
      )}
      {result.columns === null && result.error === null && <p className="p-4 text-muted">{result.tag ?? "Done"}</p>}
      <footer className="mt-auto flex h-8 shrink-0 items-center gap-3 border-t bg-surface px-3 text-sm text-muted">
        {result.columns !== null && (
          <span>
            {result.rows.length === 1 ? "1 row" : `${count(result.rows.length)} rows`}
            {result.truncated === "rows" && ", and there are more"}
            {result.truncated === "bytes" && ", and more than the page can hold"}
          </span>
        )}
        {result.columns !== null && <CopyAll result={result} />}
        {cut > 0 && <span>{cutWords(cut)}</span>}
        <span className="ml-auto">{result.milliseconds.toFixed(1)} ms</span>
      </footer>
    </>
  );
}

function CopyAll({ result }: { result: StatementResult }) {
  const copy = (format: CopyFormat) =>
    copyResult(result.columns ?? [], result.rows, format, `${count(result.rows.length)} rows are copied`);
  return (
    <Menu
      trigger={
        <Button kind="ghost" className="h-6 px-1.5">
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
