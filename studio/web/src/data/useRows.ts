import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { longCall } from "@/api/call";
import { useConnection } from "@/api/connection";
import { isAbort, isConnectionError, ServerError } from "@/api/errors";
import type { Page, Row, RowsQuery } from "@/api/types";
import { append, begin, cursorAfter, cursorBefore, noPages, type Pages, pageSize, prepend, rowsOf } from "./pages";

type Loading = "whole" | "before" | "after" | null;

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
  again: () => void;
  cancel: () => void;
  /** Puts a row as it was saved in the place of the row as it was. */
  replace: (rows: ReadonlyMap<string, Row | null>) => void;
}

function cancelled(): ServerError {
  return new ServerError(400, { code: "cancelled", message: "Reading the rows was cancelled" });
}

/** Rows of one query, page after page. Old rows stay until new ones are there. */
export function useRows(query: RowsQuery, columnCount: number): Rows {
  const [pages, setPages] = useState<Pages>(noPages);
  const [loading, setLoading] = useState<Loading>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  const busy = useRef(false);
  const lastPage = useRef<Page>({ at: "first" });
  const key = JSON.stringify(query);
  const limit = pageSize(columnCount);

  const load = useCallback(
    async (page: Page, kind: Exclude<Loading, null>) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      busy.current = true;
      setLoading(kind);
      setError(null);
      if (kind === "whole") lastPage.current = page;
      try {
        const request = { query: JSON.parse(key) as RowsQuery, page, limit };
        const answer = await longCall("/api/rows", request, { signal: controller.signal });
        if (controller.signal.aborted) return;
        setPages((held) => {
          if (kind === "after") return append(held, answer);
          return kind === "before" ? prepend(held, answer) : begin(answer, held, page.at === "last" ? "bottom" : "top");
        });
      } catch (failure) {
        if (controller.signal.aborted && running.current !== controller) return;
        setError(isAbort(failure) ? cancelled() : failure);
      } finally {
        if (running.current === controller) {
          setLoading(null);
          busy.current = false;
        }
      }
    },
    [key, limit],
  );

  useEffect(() => {
    void load({ at: "first" }, "whole");
    return () => running.current?.abort();
  }, [load]);

  // What failed because somebody did not answer is asked for again once they do.
  const connection = useConnection();
  const [missed, setMissed] = useState(false);
  if (isConnectionError(error) && connection !== "alive" && !missed) setMissed(true);
  useEffect(() => {
    if (!missed || connection !== "alive") return;
    setMissed(false);
    void load(lastPage.current, "whole");
  }, [missed, connection, load]);

  const rows = useMemo(() => rowsOf(pages), [pages]);
  const before = cursorBefore(pages);
  const after = cursorAfter(pages);
  return {
    pages,
    rows,
    loading,
    error,
    first: useCallback(() => void load({ at: "first" }, "whole"), [load]),
    last: useCallback(() => void load({ at: "last" }, "whole"), [load]),
    from: useCallback((value: string) => void load({ at: "from", value }, "whole"), [load]),
    near: useCallback((fraction: number) => void load({ at: "near", fraction }, "whole"), [load]),
    more: useCallback(() => {
      if (after !== null && !busy.current) void load({ at: "after", cursor: after }, "after");
    }, [load, after]),
    less: useCallback(() => {
      if (before !== null && !busy.current) void load({ at: "before", cursor: before }, "before");
    }, [load, before]),
    ahead: useCallback(
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
    ),
    again: useCallback(() => void load(lastPage.current, "whole"), [load]),
    cancel: useCallback(() => running.current?.abort(), []),
    replace: useCallback((saved: ReadonlyMap<string, Row | null>) => setPages((held) => replaced(held, saved)), []),
  };
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
