import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Clock, ListTree, Lock, PencilLine, Play, Timer } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { call } from "@/api/call";
import { readOnlyWords } from "@/app/readOnly";
import { useOverview } from "@/app/useOverview";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Elapsed } from "@/ui/Elapsed";
import { Empty } from "@/ui/Empty";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/Menu";
import { Splitter } from "@/ui/Splitter";
import { useStored } from "@/ui/useStored";
import { storedText, storeText, takeSqlDraft } from "./draft";
import type { HistoryEntry } from "./history";
import { Results } from "./Results";
import { SqlEditor, type SqlEditorHandle } from "./SqlEditor";
import { type Job, sqlSession, useSqlState } from "./session";

export default function SqlView() {
  const overview = useOverview();
  const { identity, writable, cancellable } = overview;
  const session = sqlSession(identity);
  const { write, outcome, tab, failure, running, problems, history } = useSqlState(session);
  const editor = useRef<SqlEditorHandle>(null);
  const [stored] = useState(() => storedText(identity));
  const [draft] = useState(takeSqlDraft);
  const [height, setHeight] = useStored("sql.height", 260);
  const completion = useQuery({
    queryKey: ["completion"],
    queryFn: ({ signal }) => call("/api/completion", {}, { signal }),
  });
  const mayWrite = write && writable;

  const text = () => editor.current?.text() ?? "";
  const everything = (): Job["what"] => editor.current?.selection() ?? { text: text(), from: 0 };
  const statement = (): Job["what"] =>
    editor.current?.selection() ?? { text: text(), cursor: editor.current?.cursor() ?? 0 };
  const attempt = (kind: Job["kind"], what: Job["what"], writes = false) =>
    void session.attempt({ kind, what, write: writes, whole: text() });
  const run = () => attempt("run", everything(), mayWrite);
  const runStatement = () => attempt("run", statement(), mayWrite);
  const explain = () => attempt("explain", statement());
  const analyze = () => attempt("analyze", statement());
  /** The same again; what has been made read-only meanwhile stays read-only. */
  const repeat = (job: Job) => void session.attempt({ ...job, write: job.write && mayWrite });

  useEffect(() => session.watch(), [session]);
  useEffect(() => {
    // They are places in the text as it was: in another they would point at anything.
    editor.current?.mark(editor.current.text() === problems.whole ? problems.list : []);
  }, [problems]);

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
          <Timer aria-hidden />
          Explain analyze
        </Button>
        <HistoryMenu history={history} onChoose={(text) => editor.current?.setText(text)} onClear={session.forget} />
        <Elapsed
          running={running !== null}
          since={running?.since}
          onCancel={cancellable ? session.cancel : undefined}
        />
        {running !== null && !cancellable && (
          <span className="text-sm text-muted">This server cannot cancel a statement.</span>
        )}
        <WriteSwitch
          write={mayWrite}
          allowed={writable}
          why={readOnlyWords(overview)?.why}
          onWrite={session.setWrite}
        />
      </div>
      <div className="flex shrink-0 flex-col overflow-hidden" style={{ height }}>
        <SqlEditor
          ref={editor}
          initial={stored}
          left={session.editor}
          draft={draft}
          onLeave={(left) => {
            session.editor = left;
          }}
          completion={completion.data}
          onChange={(text) => storeText(identity, text)}
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
          <Results outcome={outcome} tab={tab} onTab={session.setTab} session={session} />
        )}
      </div>
    </div>
  );
}

/** Read-only by default: each statement is rolled back. */
function WriteSwitch({
  write,
  allowed,
  why,
  onWrite,
}: {
  write: boolean;
  allowed: boolean;
  why: string | undefined;
  onWrite: (write: boolean) => void;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={write}
      aria-label="Let statements write"
      disabled={!allowed}
      title={why}
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
      {history.length === 0 ? (
        <MenuItem disabled onSelect={() => undefined}>
          Nothing was run yet
        </MenuItem>
      ) : (
        <MenuLabel>What was run, the newest first</MenuLabel>
      )}
      {history.slice(0, 60).map(({ text, at, failed }) => (
        <MenuItem key={at} onSelect={() => onChoose(text)}>
          {failed && <CircleAlert aria-label="failed" />}
          <span className="mono max-w-[300px] truncate">{text.trim().replaceAll(/\s+/g, " ")}</span>
          <span className="ml-auto shrink-0 text-xs text-muted">{new Date(at).toLocaleTimeString()}</span>
        </MenuItem>
      ))}
      {history.length > 0 && <MenuLine />}
      {history.length > 0 && <MenuItem onSelect={onClear}>Forget all of it</MenuItem>}
    </Menu>
  );
}
