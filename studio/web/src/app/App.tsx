import { QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { Router } from "wouter";
import { editStore } from "@/data/editStore";
import { openTables } from "@/data/openTables";
import { Button } from "@/ui/Button";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { useTheme } from "@/ui/theme";
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
  useTheme();
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
  if (overview.isError) return <ErrorPanel always error={overview.error} onRetry={() => overview.refetch()} />;
  return null;
}

/** What a tab shows that has no session. */
export function NoSession({ error }: { error: unknown }) {
  useTheme();
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
