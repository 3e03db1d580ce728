import { useEffect, useSyncExternalStore } from "react";
import { applyMigrations, call, followApply } from "@/api/call";
import { connection } from "@/api/connection";
import { isConnectionError } from "@/api/errors";
import type { ApplyEvent } from "@/api/types";
import { client } from "@/app/client";
import { keep, kept } from "@/ui/kept";
import { announce } from "@/ui/live";
import { advance, begun, isRunning, type Progress } from "./progress";

export interface ApplyState {
  progress: Progress | null;
  /** Why there is no progress to tell of. */
  failure: unknown;
  /** What came of an apply while another view was looked at. */
  unseen: "done" | "failed" | null;
}

/** How long until one asks again whether something is being applied. */
const pause = 2000;
const dismissed = "apply.dismissed";

/**
 * The apply that runs, or ran last, as the studio tells of it: it goes on without the view and without the page, and
 * every tab sees it, whichever began it.
 */
export class ApplySession {
  #state: ApplyState = { progress: null, failure: null, unseen: null };
  readonly #listeners = new Set<() => void>();
  /** Whether the view is there to show what comes. */
  #watched = false;
  /** Who listens to the studio, by number; nobody is 0. */
  #listening = 0;
  #listened = 0;
  /** The last apply that is over, where the studio was asked before; what was over by then is no news. */
  #known: string | null | undefined = undefined;

  readonly get = (): ApplyState => this.#state;

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

  /** Applies what is pending; for a database that is guarded, with its name as it was typed. */
  readonly apply = async (database: string | undefined): Promise<void> => {
    if (isRunning(this.#state.progress)) return;
    const request = crypto.randomUUID();
    this.#change({ progress: begun(request, performance.now()), failure: null, unseen: null });
    try {
      await this.#listen((take) => applyMigrations({ request, ...(database === undefined ? {} : { database }) }, take));
    } catch (error) {
      // Where the studio does not answer it may have begun: that is asked when it answers again.
      if (!isConnectionError(error)) this.#change({ progress: null, failure: error });
    }
  };

  readonly cancel = (): void => {
    const { progress } = this.#state;
    // Where it fails, the apply has ended, or the studio is gone, of which the page tells.
    if (isRunning(progress)) call("/api/cancel", { request: progress.request }).catch(() => undefined);
  };

  /** What failed has been read. */
  readonly dismiss = (): void => {
    keep(sessionStorage, dismissed, this.#state.progress?.request ?? null);
    this.#change({ progress: null, failure: null });
  };

  /** Asks what is being applied, and listens to its end. */
  readonly follow = async (): Promise<void> => {
    if (this.#listening !== 0 || connection.get() !== "alive") return;
    const { progress } = this.#state;
    let told: string | null = null;
    let past: Progress | null = null;
    const listened = this.#listen((take) =>
      followApply((event) => {
        if (event.event === "begun") {
          told = event.request;
          if (event.over && (this.#known === undefined || this.#known === told)) past = begun(told, 0);
        }
        if (past === null) take(event);
        else past = advance(past, event);
      }),
    );
    // Whether the studio answers is told elsewhere; whoever began to apply meanwhile knows better.
    if (!(await listened.then(() => true).catch(() => false)) || this.#listening !== 0) return;
    if (isRunning(progress) && told !== progress.request) {
      const message = "keel studio was ended while it applied: the migrations say how far it came";
      this.#change({ progress: null, failure: new Error(message) });
      void client.invalidateQueries();
    }
    if (this.#known === undefined) this.#greet(past);
    if (told !== null || this.#known === undefined) this.#known = told;
  };

  /** Shows what had failed before the page was there. */
  #greet(past: Progress | null): void {
    if (past === null || past.error === null || past.request === kept(sessionStorage, dismissed, null)) return;
    this.#change({ progress: past });
  }

  async #listen(listening: (take: (event: ApplyEvent) => void) => Promise<void>): Promise<void> {
    this.#listened += 1;
    const number = this.#listened;
    this.#listening = number;
    try {
      await listening((event) => {
        // Whoever began to listen later hears it all.
        if (this.#listening === number) this.#take(event);
      });
    } finally {
      if (this.#listening === number) this.#listening = 0;
    }
  }

  #take(event: ApplyEvent): void {
    const { progress } = this.#state;
    const next = advance(progress ?? begun("", performance.now()), event);
    this.#change({ progress: next, ...(event.event === "begun" ? { failure: null, unseen: null } : {}) });
    if (!next.finished) return;
    this.#known = next.request;
    const failed = next.error !== null;
    announce(failed ? "The applying has failed" : wordsOf(next.done.length));
    if (!this.#watched) this.#change({ unseen: failed ? "failed" : "done" });
    void client.invalidateQueries();
  }

  #change(change: Partial<ApplyState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function wordsOf(applied: number): string {
  return applied === 1 ? "1 migration is applied" : `${applied} migrations are applied`;
}

export const applying = new ApplySession();

export function useApplying(): ApplyState {
  return useSyncExternalStore(applying.subscribe, applying.get);
}

/** Hears of what is applied, here, in another tab, or since before the page was there. */
export function useApplyNews(enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return;
    const ask = () => {
      if (document.visibilityState === "visible") void applying.follow();
    };
    ask();
    const timer = setInterval(ask, pause);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [enabled]);
}
