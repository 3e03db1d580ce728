import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { Router } from "wouter";
import { openTables } from "@/data/openTables";
import { Button } from "@/ui/Button";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { useTheme } from "@/ui/theme";
import { useHashPath, useHashSearch } from "./location";
import { Shell } from "./Shell";
import { OverviewProvider, useOverviewQuery } from "./useOverview";

const client = new QueryClient({
  // What the server says stays until it is asked again: a refetch at every focus would move rows under a person's eyes.
  defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false } },
});

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
  if (overview.data) {
    openTables.restore(overview.data);
    return (
      <OverviewProvider value={overview.data}>
        <Shell />
      </OverviewProvider>
    );
  }
  if (overview.isError) return <ErrorPanel error={overview.error} onRetry={() => overview.refetch()} />;
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
        <ErrorPanel error={error} />
      </div>
      <Button onClick={() => window.location.reload()}>Try again</Button>
    </main>
  );
}
