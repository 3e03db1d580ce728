import { QueryClientProvider } from "@tanstack/react-query";
import { PlugZap, RotateCcw } from "lucide-react";
import { Tooltip } from "radix-ui";
import { Router } from "wouter";
import { isConnectionError } from "@/api/errors";
import { editStore } from "@/data/editStore";
import { openTables } from "@/data/openTables";
import { Button } from "@/ui/Button";
import { useElapsed } from "@/ui/Elapsed";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { client } from "./client";
import { useHashPath, useHashSearch } from "./location";
import { useRecovery } from "./recover";
import { Shell } from "./Shell";
import { OverviewProvider, useOverviewQuery } from "./useOverview";

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Tooltip.Provider delayDuration={400} skipDelayDuration={100}>
        <Router hook={useHashPath} searchHook={useHashSearch} hrefs={(path) => `#${path}`}>
          <Loaded />
        </Router>
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}

function Loaded() {
  const overview = useOverviewQuery();
  useRecovery();
  if (overview.data) {
    editStore.use(overview.data.identity);
    openTables.restore(overview.data);
    return (
      <OverviewProvider value={overview.data}>
        <Shell key={overview.data.identity} />
      </OverviewProvider>
    );
  }
  if (overview.isError) {
    return <NoDatabase error={overview.error} trying={overview.isFetching} onRetry={() => overview.refetch()} />;
  }
  return <Opening />;
}

/** After a second of silence: that the server has been asked. */
function Opening() {
  const elapsed = useElapsed(true);
  if (elapsed < 1) return null;
  return (
    <main className="flex h-full items-center justify-center">
      <p role="status" className="text-muted">
        Waiting for the database… {elapsed.toFixed(0)} s
      </p>
    </main>
  );
}

/** What one sees instead of the database that could not be opened. It is asked again until it answers. */
function NoDatabase({ error, trying, onRetry }: { error: unknown; trying: boolean; onRetry: () => void }) {
  const isGone = isConnectionError(error);
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4 p-8">
      <PlugZap className="size-8 text-muted" aria-hidden />
      <h1 className="text-xl font-semibold">
        {isGone ? "The database cannot be reached" : "The database cannot be opened"}
      </h1>
      <p className="max-w-[460px] text-center text-balance text-muted">
        {isGone
          ? "The studio runs, but PostgreSQL does not let it in. This page opens by itself as soon as it does."
          : "The studio runs and PostgreSQL answers, but what it says is an error."}
      </p>
      <div className="w-full max-w-[560px] overflow-hidden rounded-[6px] border">
        <ErrorPanel always error={error} />
      </div>
      <Button kind="primary" disabled={trying} onClick={onRetry}>
        <RotateCcw aria-hidden />
        {trying ? "Trying…" : "Try now"}
      </Button>
    </main>
  );
}

/** What a tab shows that has no session. */
export function NoSession({ error }: { error: unknown }) {
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4 p-8">
      <h1 className="text-xl font-semibold">This tab has no session</h1>
      <p className="max-w-[460px] text-center text-muted">
        The address that <code className="mono">keel studio</code> prints works once. Start{" "}
        <code className="mono">keel studio</code> again and open the address that it prints.
      </p>
      <div className="w-full max-w-[560px] overflow-hidden rounded-[6px] border">
        <ErrorPanel always error={error} />
      </div>
      <Button onClick={() => window.location.reload()}>Try again</Button>
    </main>
  );
}
