import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { longCall } from "@/api/call";
import { useConnection } from "@/api/connection";
import { ConnectionLost, isAbort, isConnectionError, ServerError } from "@/api/errors";
import type { Page, Row, RowsQuery } from "@/api/types";
import {
  append,
  begin,
  cursorAfter,
  cursorBefore,
  noPages,
  type Pages,
  pageAt,
  pageSize,
  prepend,
  renew,
  rowsOf,
} from "./pages";

/** What is read: all anew, the page that is looked at once more, or what comes before or after. */
type Kind = "whole" | "same" | "before" | "after";
type Loading = Kind | null;

export interface Rows {
  pages: Pages;
  rows: Row[];
  loading: Loading;
  error: unknown;
  first: () => void;
  last: () => void;
  from: (value: string) => void;
  near: (fraction: number) => void;
  more: () => void;
  less: () => void;
  /** So many of the rows that come after those that are held, or all that there are; they are not held. */
  ahead: (count: number) => Promise<Row[]>;
  /** Reads what is looked at once more, at its place. */
  again: () => void;
  /** Asks once more for what failed. */
  retry: () => void;
  cancel: () => void;
  /** Tells which row is looked at, by its number. */
  look: (row: number) => void;
  /** Puts a row as it was saved in the place of the row as it was. */
  replace: (rows: ReadonlyMap<string, Row | null>) => void;
}

function cancelled(): ServerError {
  return new ServerError(400, { code: "cancelled", message: "Reading the rows was cancelled" });
}

/**
 * Rows of one query, page after page. Old rows stay until new ones are there, and as long as somebody is `writing` in one of
 * them.
 */
export function useRows(query: RowsQuery, columnCount: number, writing: boolean): Rows {
  const [pages, setPages] = useState<Pages>(noPages);
  const [loading, setLoading] = useState<Loading>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  const busy = useRef(false);
  const lastPage = useRef<Page>({ at: "first" });
  const failed = useRef<{ page: Page; kind: Kind }>({ page: { at: "first" }, kind: "whole" });
  const looked = useRef(0);
  const latest = useRef(pages);
  latest.current = pages;
  const key = JSON.stringify(query);
  const limit = pageSize(columnCount);
  // The first rows come below one that was added before them, and take nothing away.
  const held = useHeldBack(writing && pages.list.length > 0, setPages, () => {
    busy.current = false;
  });

  const load = useCallback(
    async (page: Page, kind: Kind) => {
      running.current?.abort();
      held.forget();
      const controller = new AbortController();
      running.current = controller;
      busy.current = true;
      setLoading(kind);
      setError(null);
      failed.current = { page, kind };
      if (kind === "whole") lastPage.current = page;
      let waits = false;
      try {
        const request = { query: JSON.parse(key) as RowsQuery, page, limit };
        const answer = await longCall("/api/rows", request, { signal: controller.signal });
        if (controller.signal.aborted) return;
        const row = looked.current;
        if (kind === "after") setPages((before) => append(before, answer));
        else if (kind === "before") setPages((before) => prepend(before, answer));
        else if (kind === "same") waits = held.put((before) => renew(before, row, answer));
        else waits = held.put((before) => begin(answer, before, page.at === "last" ? "bottom" : "top"));
      } catch (failure) {
        if (controller.signal.aborted && running.current !== controller) return;
        setError(isAbort(failure) ? cancelled() : failure);
      } finally {
        if (running.current === controller) {
          setLoading(null);
          // What comes before or after is that of other rows by now.
          busy.current = waits;
        }
      }
    },
    [key, limit, held],
  );

  useEffect(() => {
    void load({ at: "first" }, "whole");
    return () => running.current?.abort();
  }, [load]);

  const retry = useCallback(() => void load(failed.current.page, failed.current.kind), [load]);
  // What failed because somebody did not answer is asked for again once they do.
  const connection = useConnection();
  const [missed, setMissed] = useState(false);
  // Another call may have been answered between the failure and now: so much is known of the studio, not of PostgreSQL.
  const isMissed = error instanceof ConnectionLost || (isConnectionError(error) && connection !== "alive");
  if (isMissed && !missed) setMissed(true);
  useEffect(() => {
    if (!missed || connection !== "alive") return;
    setMissed(false);
    retry();
  }, [missed, connection, retry]);

  const rows = useMemo(() => rowsOf(pages), [pages]);
  const before = cursorBefore(pages);
  const after = cursorAfter(pages);
  const first = useCallback(() => void load({ at: "first" }, "whole"), [load]);
  const last = useCallback(() => void load({ at: "last" }, "whole"), [load]);
  const from = useCallback((value: string) => void load({ at: "from", value }, "whole"), [load]);
  const near = useCallback((fraction: number) => void load({ at: "near", fraction }, "whole"), [load]);
  const more = useCallback(() => {
    if (after !== null && !busy.current) void load({ at: "after", cursor: after }, "after");
  }, [load, after]);
  const less = useCallback(() => {
    if (before !== null && !busy.current) void load({ at: "before", cursor: before }, "before");
  }, [load, before]);
  const ahead = useCallback(
    async (count: number) => {
      const found: Row[] = [];
      for (let cursor = after; cursor !== null && found.length < count; ) {
        const page: Page = { at: "after", cursor };
        const wanted = Math.min(5 * limit, count - found.length);
        const answer = await longCall("/api/rows", { query: JSON.parse(key) as RowsQuery, page, limit: wanted });
        found.push(...answer.rows);
        cursor = answer.after;
      }
      return found;
    },
    [key, limit, after],
  );
  const again = useCallback(() => {
    const page = latest.current.list.length === 0 ? null : (pageAt(latest.current, looked.current) ?? lastPage.current);
    void (page === null ? load(lastPage.current, "whole") : load(page, "same"));
  }, [load]);
  const look = useCallback((row: number) => {
    looked.current = row;
  }, []);
  const cancel = useCallback(() => running.current?.abort(), []);
  const replace = useCallback(
    (saved: ReadonlyMap<string, Row | null>) => setPages((held) => replaced(held, saved)),
    [],
  );
  return useMemo(
    () => ({
      pages,
      rows,
      loading,
      error,
      first,
      last,
      from,
      near,
      more,
      less,
      ahead,
      again,
      retry,
      cancel,
      look,
      replace,
    }),
    [pages, rows, loading, error, first, last, from, near, more, less, ahead, again, retry, cancel, look, replace],
  );
}

/** Lets a change of the rows wait while somebody is writing. */
function useHeldBack(writing: boolean, apply: (change: (pages: Pages) => Pages) => void, onApplied: () => void) {
  const [waiting, setWaiting] = useState<((pages: Pages) => Pages) | null>(null);
  const latest = useRef({ writing, onApplied });
  latest.current = { writing, onApplied };
  useEffect(() => {
    if (writing || waiting === null) return;
    setWaiting(null);
    apply(waiting);
    latest.current.onApplied();
  }, [writing, waiting, apply]);
  return useMemo(
    () => ({
      /** Whether it waits. */
      put: (change: (pages: Pages) => Pages): boolean => {
        if (latest.current.writing) setWaiting(() => change);
        else apply(change);
        return latest.current.writing;
      },
      forget: () => setWaiting(null),
    }),
    [apply],
  );
}

function replaced(pages: Pages, saved: ReadonlyMap<string, Row | null>): Pages {
  const list = pages.list.map((page) => ({
    ...page,
    rows: page.rows.flatMap((row) => {
      const now = row.key === null ? undefined : saved.get(JSON.stringify(row.key));
      return now === undefined ? [row] : now === null ? [] : [now];
    }),
  }));
  return { ...pages, list };
}
