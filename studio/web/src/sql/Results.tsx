import { CircleAlert, ListTree } from "lucide-react";
import { Tabs } from "radix-ui";
import type { ExplainResponse, RunResponse, StatementResult } from "@/api/types";
import { count } from "@/data/values";
import { ExplainView } from "./ExplainView";
import { OneResult } from "./OneResult";
import type { SqlSession } from "./session";

export type Outcome =
  | { kind: "run"; sent: string; wrote: boolean; answer: RunResponse }
  | { kind: "explain"; answer: ExplainResponse };

const trigger =
  "flex h-full items-center gap-1.5 border-b-2 border-transparent px-1 text-sm font-medium whitespace-nowrap text-muted data-[state=active]:border-accent data-[state=active]:text-text focus-visible:-outline-offset-2 [&_svg]:size-3.5";

function tabWords({ error, tag, columns, rows, truncated }: StatementResult): string {
  if (error !== null) return "error";
  // What was not run to its end has no tag.
  return tag ?? (columns === null ? "done" : `${count(rows.length)} rows${truncated === null ? "" : "…"}`);
}

interface ResultsProps {
  outcome: Outcome;
  tab: string;
  onTab: (tab: string) => void;
  session: SqlSession;
}

/** What came of the text: a tab for each statement. */
export function Results({ outcome, tab, onTab, session }: ResultsProps) {
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
              {result.error !== null && <CircleAlert className="text-text" aria-label="failed" />}
              <span className="text-muted">{at + 1}</span>
              {tabWords(result)}
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
            <OneResult result={result} sent={outcome.sent} wrote={outcome.wrote} session={session} />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </section>
  );
}
