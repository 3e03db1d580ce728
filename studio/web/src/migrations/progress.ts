import type { ApplyEvent, ErrorBody } from "@/api/types";

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
