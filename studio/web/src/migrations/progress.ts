import type { ApplyEvent, ErrorBody, MigrationFile } from "@/api/types";
import type { CardProgress } from "./Card";

/** How far an apply is. */
export interface Progress {
  /** The name by which it is cancelled. */
  request: string;
  /** When it began, as `performance.now()` counts. */
  since: number;
  /** The migration that runs now, and its statement. */
  version: string | null;
  statement: number | null;
  done: string[];
  /** What is waited for, in words. */
  waiting: string | null;
  finished: boolean;
  error: ErrorBody | null;
}

export function begun(request: string, since: number): Progress {
  return { request, since, version: null, statement: null, done: [], waiting: null, finished: false, error: null };
}

export function isRunning(progress: Progress | null): progress is Progress {
  return progress !== null && !progress.finished;
}

export function advance(progress: Progress, event: ApplyEvent): Progress {
  switch (event.event) {
    case "begun":
      return begun(event.request, performance.now() - event.milliseconds);
    case "waiting":
      return { ...progress, waiting: `Another keel is migrating: ${event.holder}` };
    case "migration":
      return { ...progress, version: event.version, statement: null, waiting: null };
    case "statement":
      return { ...progress, version: event.version, statement: event.statement, waiting: null };
    case "retry":
      return { ...progress, waiting: `Attempt ${event.attempt}: ${event.message}` };
    case "applied":
      return { ...progress, version: null, statement: null, waiting: null, done: [...progress.done, event.version] };
    case "done":
      return { ...progress, finished: true, version: null, statement: null, waiting: null };
    case "failed":
      return { ...progress, finished: true, waiting: null, error: event.error };
  }
}

/** How far a statement of a migration is. What failed takes with it what its transaction had done. */
export function cardProgress(
  progress: Progress | null,
  { version, statements }: Pick<MigrationFile, "version" | "statements">,
  at: number,
): CardProgress {
  if (progress === null) return null;
  if (progress.done.includes(version)) return "done";
  if (progress.version !== version || progress.statement === null) return null;
  if (at > progress.statement) return "waiting";
  if (at === progress.statement) return progress.error === null ? "running" : "failed";
  const [card, current] = [statements[at], statements[progress.statement]];
  const together = current?.transactional === true && card?.segment === current.segment;
  return progress.error !== null && together ? "rolled back" : "done";
}
