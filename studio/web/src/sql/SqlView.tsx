import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Clock, ListTree, Lock, PencilLine, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { call, cancellableCall, longCall } from "@/api/call";
import { isAbort } from "@/api/errors";
import type { StatementResult } from "@/api/types";
import { useOverview } from "@/app/useOverview";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Elapsed } from "@/ui/Elapsed";
import { Empty } from "@/ui/Empty";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/Menu";
import { Splitter } from "@/ui/Splitter";
import { useStored } from "@/ui/useStored";
import { takeSqlDraft } from "./draft";
import { type HistoryEntry, remember } from "./history";
import { type Outcome, Results } from "./Results";
import { SqlEditor, type SqlEditorHandle } from "./SqlEditor";

interface Piece {
  text: string;
  /** Where it begins in the editor. */
  from: number;
}

/** What was asked for, as the editor stood then: asking again asks for the same. */
interface Job {
  kind: "run" | "explain" | "analyze";
  /** What is meant, or the text and the place in it where the statement is that is meant. */
  what: Piece | { text: string; cursor: number };
  write: boolean;
}

const rowLimit = 2000;

export default function SqlView() {
  const { identity, writable, cancellable } = useOverview();
  const client = useQueryClient();
  const editor = useRef<SqlEditorHandle>(null);
  const [stored, setStored] = useStored(`sql.text.${identity}`, "");
  const [initial] = useState(() => takeSqlDraft() ?? stored);
  const [history, setHistory] = useStored<HistoryEntry[]>(`sql.history.${identity}`, []);
  const [height, setHeight] = useStored("sql.height", 260);
  const [write, setWrite] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [failure, setFailure] = useState<{ error: unknown; job: Job } | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const completion = useQuery({
    queryKey: ["completion"],
    queryFn: ({ signal }) => call("/api/completion", {}, { signal }),
  });
  const mayWrite = write && writable;

  const attempt = async (job: Job) => {
    if (running !== null) return;
    const controller = new AbortController();
    setRunning(controller);
    setFailure(null);
    editor.current?.mark([]);
    try {
      const piece = await pieceOf(job);
      if (job.kind === "run") await runPiece(piece, job.write, controller.signal);
      else await explainPiece(piece, job.kind === "analyze", controller.signal);
    } catch (error) {
      if (!isAbort(error)) setFailure({ error, job });
    } finally {
      setRunning(null);
    }
  };
  const runPiece = async (piece: Piece, writes: boolean, signal: AbortSignal) => {
    const start = performance.now();
    const answer = await cancellableCall("/api/sql/run", { text: piece.text, write: writes, rowLimit }, signal);
    setOutcome({ kind: "run", sent: piece.text, answer });
    // What was written may have changed anything.
    if (writes) void client.invalidateQueries();
    const failed = answer.results.find(({ error }) => error !== null);
    if (failed !== undefined) editor.current?.mark([problemOf(failed, piece.from)]);
    const milliseconds = Math.round(performance.now() - start);
    setHistory(remember(history, { text: piece.text, at: Date.now(), milliseconds, failed: failed !== undefined }));
  };
  const explainPiece = async ({ text }: Piece, analyze: boolean, signal: AbortSignal) =>
    setOutcome({ kind: "explain", answer: await longCall("/api/sql/explain", { text, analyze }, { signal }) });
  const whole = (): Piece => editor.current?.selection() ?? { text: editor.current?.text() ?? "", from: 0 };
  const statement = (): Job["what"] =>
    editor.current?.selection() ?? { text: editor.current?.text() ?? "", cursor: editor.current?.cursor() ?? 0 };
  const run = () => void attempt({ kind: "run", what: whole(), write: mayWrite });
  const runStatement = () => void attempt({ kind: "run", what: statement(), write: mayWrite });
  const explain = () => void attempt({ kind: "explain", what: statement(), write: false });
  const analyze = () => void attempt({ kind: "analyze", what: statement(), write: false });
  /** The same again; what has been made read-only meanwhile stays read-only. */
  const repeat = (job: Job) => void attempt({ ...job, write: job.write && mayWrite });

  useEffect(() => () => running?.abort(), [running]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div role="toolbar" aria-label="SQL" className="flex h-9 shrink-0 items-center gap-1 border-b px-2">
        <Button kind="primary" onClick={run} disabled={running !== null}>
          <Play aria-hidden />
          Run
        </Button>
        <Button kind="ghost" onClick={explain} disabled={running !== null}>
          <ListTree aria-hidden />
          Explain
        </Button>
        <Button kind="ghost" onClick={analyze} disabled={running !== null}>
          Explain analyze
        </Button>
        <HistoryMenu
          history={history}
          onChoose={(text) => editor.current?.setText(text)}
          onClear={() => setHistory([])}
        />
        <Elapsed running={running !== null} onCancel={cancellable ? () => running?.abort() : undefined} />
        {running !== null && !cancellable && (
          <span className="text-sm text-muted">This server cannot cancel a statement.</span>
        )}
        <WriteSwitch write={mayWrite} allowed={writable} onWrite={setWrite} />
      </div>
      <div className="flex shrink-0 flex-col overflow-hidden" style={{ height }}>
        <SqlEditor
          ref={editor}
          initial={initial}
          completion={completion.data}
          onChange={setStored}
          onRun={run}
          onRunStatement={runStatement}
          onExplain={explain}
        />
      </div>
      <Splitter label="Height of the editor" grows="down" size={height} min={80} max={720} onSize={setHeight} />
      <div className={cx("flex min-h-0 flex-1 flex-col", running !== null && "opacity-55")}>
        {failure !== null && <ErrorPanel error={failure.error} onRetry={() => repeat(failure.job)} />}
        {outcome === null ? (
          failure === null && (
            <Empty title="No result yet">
              <kbd>Ctrl</kbd> <kbd>Enter</kbd> runs what is selected, or everything. <kbd>Ctrl</kbd> <kbd>⇧</kbd>{" "}
              <kbd>Enter</kbd> runs the statement at the cursor.
            </Empty>
          )
        ) : (
          <Results outcome={outcome} />
        )}
      </div>
    </div>
  );
}

async function pieceOf({ what }: Job): Promise<Piece> {
  if ("from" in what) return what;
  const { text, cursor } = what;
  const { statements } = await call("/api/sql/split", { text });
  const found = statements.find(({ end }) => cursor <= end + 1) ?? statements.at(-1);
  return found === undefined ? { text, from: 0 } : { text: found.text, from: found.start };
}

function problemOf({ error, statement }: StatementResult, from: number) {
  const at = error?.position ?? statement.start;
  const end = error?.position === undefined ? statement.end : at + 1;
  return { from: from + at, to: from + end, message: error?.message ?? "" };
}

/** Read-only by default: each statement is rolled back. */
function WriteSwitch({
  write,
  allowed,
  onWrite,
}: {
  write: boolean;
  allowed: boolean;
  onWrite: (write: boolean) => void;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={write}
      aria-label="Let statements write"
      disabled={!allowed}
      onClick={() => onWrite(!write)}
      className={cx(
        "ml-auto inline-flex h-7 items-center gap-1.5 rounded-[6px] border px-2.5 text-sm font-medium disabled:opacity-70 [&_svg]:size-3.5",
        write ? "border-transparent bg-change-tint text-change" : "border-line-strong text-muted hover:text-text",
      )}
    >
      {write ? <PencilLine aria-hidden /> : <Lock aria-hidden />}
      {write ? "Statements take effect" : "Read-only: rolled back"}
    </button>
  );
}

function HistoryMenu({
  history,
  onChoose,
  onClear,
}: {
  history: HistoryEntry[];
  onChoose: (text: string) => void;
  onClear: () => void;
}) {
  return (
    <Menu
      width={380}
      trigger={
        <Button kind="ghost">
          <Clock aria-hidden />
          History
        </Button>
      }
    >
      <MenuLabel>{history.length === 0 ? "Nothing was run yet" : "What was run, the newest first"}</MenuLabel>
      {history.slice(0, 60).map(({ text, at, failed }) => (
        <MenuItem key={at} onSelect={() => onChoose(text)}>
          <span className={cx("mono max-w-[300px] truncate", failed && "text-delete")}>
            {text.trim().replaceAll(/\s+/g, " ")}
          </span>
          <span className="ml-auto shrink-0 text-xs text-muted">{new Date(at).toLocaleTimeString()}</span>
        </MenuItem>
      ))}
      {history.length > 0 && <MenuLine />}
      {history.length > 0 && <MenuItem onSelect={onClear}>Forget all of it</MenuItem>}
    </Menu>
  );
}
