import { useSyncExternalStore } from "react";
import { call, cancellableCall, longCall } from "@/api/call";
import { isAbort } from "@/api/errors";
import type { StatementResult } from "@/api/types";
import { client } from "@/app/client";
import { keep, kept } from "@/ui/kept";
import { announce } from "@/ui/live";
import { type HistoryEntry, remember } from "./history";
import type { Outcome } from "./Results";
import { withFurther } from "./whole";

export interface Piece {
  text: string;
  /** Where it begins in the editor. */
  from: number;
}

/** What was asked for, as the editor stood then: asking again asks for the same. */
export interface Job {
  kind: "run" | "explain" | "analyze";
  /** What is meant, or the text and the place in it where the statement is that is meant. */
  what: Piece | { text: string; cursor: number };
  write: boolean;
  /** All that stood in the editor. */
  whole: string;
}

export interface Problem {
  from: number;
  to: number;
  message: string;
}

interface Running {
  job: Job;
  controller: AbortController;
  /** When it began, as `performance.now()` counts. */
  since: number;
}

export interface SqlState {
  /** Whether statements take effect. */
  write: boolean;
  outcome: Outcome | null;
  /** Which of the results is shown. */
  tab: string;
  failure: { error: unknown; job: Job } | null;
  running: Running | null;
  /** What comes next in a result, while it is read, and why that failed. */
  further: { of: StatementResult; controller: AbortController; error: unknown } | null;
  /** What came of a run that nobody was there to see. */
  unseen: "done" | "failed" | null;
  /** What is wrong, at places in this text of the editor. */
  problems: { whole: string; list: Problem[] };
  history: HistoryEntry[];
}

const rowLimit = 2000;
const noProblems = { whole: "", list: [] };

/**
 * What was run in one database and what came of it. It lives beside the views: whoever looks at a table meanwhile finds
 * the results again, and a statement that runs goes on.
 */
export class SqlSession {
  #state: SqlState;
  readonly #listeners = new Set<() => void>();
  readonly #historyName: string;
  /** Whether the view is there to show what comes. */
  #watched = false;
  /** The editor as it was left: its text, its cursor, what can be undone. */
  editor: unknown = null;

  constructor(identity: string) {
    this.#historyName = `sql.history.${identity}`;
    this.#state = {
      write: false,
      outcome: null,
      tab: "0",
      failure: null,
      running: null,
      further: null,
      unseen: null,
      problems: noProblems,
      history: kept<HistoryEntry[]>(localStorage, this.#historyName, []),
    };
  }

  readonly get = (): SqlState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tells that the view is there; what it gives tells that it is no longer. */
  readonly watch = (): (() => void) => {
    this.#watched = true;
    this.#change({ unseen: null });
    return () => {
      this.#watched = false;
    };
  };

  readonly setWrite = (write: boolean): void => this.#change({ write });
  readonly setTab = (tab: string): void => this.#change({ tab });
  readonly cancel = (): void => this.#state.running?.controller.abort();

  /** Reads what comes next in a result, unless that is done for one already. */
  readonly goOn = async (of: StatementResult): Promise<void> => {
    const { further, running } = this.#state;
    if (running !== null || (further !== null && further.error === null)) return;
    const controller = new AbortController();
    const { signal } = controller;
    const tell = (change: Partial<SqlState>) => {
      // Another run may have begun meanwhile.
      if (this.#state.further?.controller === controller) this.#change(change);
    };
    this.#change({ further: { of, controller, error: null } });
    try {
      const longer = await withFurther(of, { signal });
      tell({ outcome: replaced(this.#state.outcome, of, longer), further: null });
    } catch (error) {
      tell({ further: signal.aborted ? null : { of, controller, error } });
    }
  };

  readonly stopFurther = (): void => {
    this.#state.further?.controller.abort();
    this.#change({ further: null });
  };

  readonly forget = (): void => {
    keep(localStorage, this.#historyName, []);
    this.#change({ history: [] });
  };

  /** Runs or explains it, unless something runs. */
  readonly attempt = async (job: Job): Promise<void> => {
    if (this.#state.running !== null) return;
    const controller = new AbortController();
    this.#state.further?.controller.abort();
    this.#change({
      further: null,
      running: { job, controller, since: performance.now() },
      failure: null,
      unseen: null,
      problems: noProblems,
    });
    let failed = false;
    try {
      const piece = await pieceOf(job, controller.signal);
      if (job.kind === "run") failed = await this.#run(job, piece, controller.signal);
      else await this.#explain(piece, job.kind === "analyze", controller.signal);
    } catch (error) {
      failed = !isAbort(error);
      if (failed) this.#change({ failure: { error, job } });
    }
    const missed = !this.#watched && !controller.signal.aborted;
    if (missed) announce(failed ? "The statement in SQL has failed" : "The statement in SQL is done");
    this.#change({ running: null, unseen: missed ? (failed ? "failed" : "done") : null });
  };

  async #run(job: Job, piece: Piece, signal: AbortSignal): Promise<boolean> {
    const start = performance.now();
    const answer = await cancellableCall("/api/sql/run", { text: piece.text, write: job.write, rowLimit }, signal);
    const milliseconds = Math.round(performance.now() - start);
    const failed = answer.results.find(({ error }) => error !== null);
    // Another tab may have run something meanwhile.
    const before = kept<HistoryEntry[]>(localStorage, this.#historyName, this.#state.history);
    const history = remember(before, { text: piece.text, at: Date.now(), milliseconds, failed: failed !== undefined });
    keep(localStorage, this.#historyName, history);
    this.#change({
      outcome: { kind: "run", sent: piece.text, wrote: job.write, answer },
      // The last one is what a person waits for, and where an error is.
      tab: String(Math.max(0, answer.results.length - 1)),
      problems: failed === undefined ? noProblems : { whole: job.whole, list: [problemOf(failed, piece.from)] },
      history,
    });
    // What was written may have changed anything.
    if (job.write) void client.invalidateQueries();
    return failed !== undefined;
  }

  async #explain({ text }: Piece, analyze: boolean, signal: AbortSignal): Promise<void> {
    const answer = await longCall("/api/sql/explain", { text, analyze }, { signal });
    this.#change({ outcome: { kind: "explain", answer } });
  }

  #change(change: Partial<SqlState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const sessions = new Map<string, SqlSession>();

/** The session of the database of this identity. */
export function sqlSession(identity: string): SqlSession {
  const found = sessions.get(identity);
  if (found !== undefined) return found;
  const made = new SqlSession(identity);
  sessions.set(identity, made);
  return made;
}

export function useSqlState(session: SqlSession): SqlState {
  return useSyncExternalStore(session.subscribe, session.get);
}

/** Whether statements run that take effect: they would end with the tab. */
export function isWriting(): boolean {
  return [...sessions.values()].some((session) => session.get().running?.job.write === true);
}

function replaced(outcome: Outcome | null, before: StatementResult, now: StatementResult): Outcome | null {
  if (outcome?.kind !== "run") return outcome;
  const results = outcome.answer.results.map((one) => (one === before ? now : one));
  return { ...outcome, answer: { ...outcome.answer, results } };
}

async function pieceOf({ what }: Job, signal: AbortSignal): Promise<Piece> {
  if ("from" in what) return what;
  const { text, cursor } = what;
  const { statements } = await call("/api/sql/split", { text }, { signal });
  const found = statements.find(({ end }) => cursor <= end + 1) ?? statements.at(-1);
  return found === undefined ? { text, from: 0 } : { text: found.text, from: found.start };
}

function problemOf({ error, statement }: StatementResult, from: number): Problem {
  const at = error?.position ?? statement.start;
  const end = error?.position === undefined ? statement.end : at + 1;
  return { from: from + at, to: from + end, message: error?.message ?? "" };
}
