import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useOverview } from "@/app/useOverview";
import { Button } from "./Button";
import { Elapsed } from "./Elapsed";
import { Empty } from "./Empty";
import { useLate } from "./useLate";

interface LoadingProps {
  /** What is waited for: `Reading the migrations`. */
  what: string;
  queryKey: QueryKey;
  query: { fetchStatus: "fetching" | "paused" | "idle"; refetch: () => unknown };
  /** What it will look like. */
  children: ReactNode;
}

/**
 * Stands where the answer to a query will be, until it is there: nothing for a moment, then its outline, after a second
 * the time and a way out. Who has taken that is offered a way back.
 */
export function Loading({ what, queryKey, query, children }: LoadingProps) {
  const { cancellable } = useOverview();
  const client = useQueryClient();
  const late = useLate(query.fetchStatus === "fetching");
  if (query.fetchStatus === "idle") {
    return (
      <Empty title="Cancelled" action={<Button onClick={() => query.refetch()}>Try again</Button>}>
        {what} was cancelled.
      </Empty>
    );
  }
  if (!late) return <div className="flex-1" />;
  return (
    <div role="status" aria-label={what} className="relative min-h-0 flex-1 overflow-hidden">
      {children}
      <p className="absolute inset-x-0 top-[38%] flex justify-center">
        <span className="flex min-h-8 items-center gap-3 rounded-[6px] border bg-raised px-3 text-muted">
          {what}…
          <Elapsed
            running
            onCancel={cancellable ? () => void client.cancelQueries({ queryKey, exact: true }) : undefined}
          />
        </span>
      </p>
    </div>
  );
}

/** Of a list at the left and what it leads to at the right. */
export function PaneSkeleton() {
  return (
    <div className="flex h-full" aria-hidden>
      <div className="flex w-[300px] flex-col gap-4 border-r bg-surface p-4">
        {Array.from({ length: 9 }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all alike
          <div key={row} className="skeleton h-3" style={{ width: 120 + ((row * 53) % 110) }} />
        ))}
      </div>
      <div className="flex flex-1 flex-col gap-4 p-5">
        <div className="skeleton h-4 w-64" />
        <div className="skeleton h-24 max-w-[900px]" />
        <div className="skeleton h-40 max-w-[900px]" />
      </div>
    </div>
  );
}

/** Of tables in rows. */
export function BoxesSkeleton() {
  return (
    <div className="flex h-full flex-wrap content-start gap-x-16 gap-y-12 p-10" aria-hidden>
      {Array.from({ length: 16 }, (_, box) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: boxes that are all alike
        <div key={box} className="skeleton w-[190px]" style={{ height: 60 + ((box * 41) % 90) }} />
      ))}
    </div>
  );
}
