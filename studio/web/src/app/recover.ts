import { useEffect, useRef } from "react";
import { call } from "@/api/call";
import { connection, useConnection } from "@/api/connection";
import { resumeSession } from "@/api/session";
import type { OverviewResponse } from "@/api/types";
import { editStore } from "@/data/editStore";
import { openTables } from "@/data/openTables";
import { client } from "./client";
import { navigate } from "./location";
import { overviewKey } from "./useOverview";

/** How long one waits before one asks again. */
const pause = 2000;

/**
 * Goes on once the studio knows this tab by `trade` and PostgreSQL answers. It may be another database by now: what
 * was read of the one before goes, and its staged edits wait for it.
 */
export async function recover(trade: () => Promise<void>): Promise<void> {
  await trade();
  const overview = await call("/api/overview", {}, { quiet: true });
  const before = client.getQueryData<OverviewResponse>(overviewKey);
  if (before !== undefined && before.identity !== overview.identity) {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== overviewKey[0] });
    openTables.restore(overview);
    navigate("/", { replace: true });
  }
  editStore.use(overview.identity);
  client.setQueryData(overviewKey, overview);
  connection.alive();
}

/** Asks again and again while somebody does not answer, and then reads everything anew. */
export function useRecovery(): void {
  const state = useConnection();
  const before = useRef(state);
  useEffect(() => {
    const wasAway = before.current !== "alive";
    before.current = state;
    if (state === "alive") {
      if (wasAway) void client.invalidateQueries();
      return;
    }
    let timer = 0;
    let over = false;
    const attempt = async () => {
      // A tab that the studio knows asks for no other token.
      await recover(state === "gone" ? async () => undefined : resumeSession).catch(() => undefined);
      if (!over) wait();
    };
    const wait = () => {
      timer = window.setTimeout(() => void attempt(), pause);
    };
    wait();
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, [state]);
}
