import { useMutation } from "@tanstack/react-query";
import { ArrowDownToLine, ArrowUpToLine, Sigma } from "lucide-react";
import { memo, useEffect, useRef, useState } from "react";
import { longCall } from "@/api/call";
import type { RowsQuery } from "@/api/types";
import { useOverview } from "@/app/useOverview";
import { Button } from "@/ui/Button";
import { Elapsed } from "@/ui/Elapsed";
import { Input } from "@/ui/Field";
import { IconButton } from "@/ui/IconButton";
import type { Rows } from "./useRows";
import { count } from "./values";

interface StatusBarProps {
  rows: Rows;
  query: RowsQuery;
  /** The column by whose value one can jump. */
  jumpColumn: string | null;
  selected: number;
  readOnly: string | null;
}

export const StatusBar = memo(function StatusBar({ rows, query, jumpColumn, selected, readOnly }: StatusBarProps) {
  const { pages, loading } = rows;
  const { cancellable } = useOverview();
  const page = pages.list.at(-1);
  const total = page?.estimatedRows ?? null;
  const whole = pages.list.at(0)?.before === null && page?.after === null;
  return (
    <footer className="flex h-8 shrink-0 items-center gap-2 border-t bg-surface px-2 text-sm text-muted">
      <IconButton label="First rows" keys="Ctrl Home" className="size-6" onClick={rows.first}>
        <ArrowUpToLine />
      </IconButton>
      <IconButton label="Last rows" keys="Ctrl End" className="size-6" onClick={rows.last}>
        <ArrowDownToLine />
      </IconButton>
      {jumpColumn !== null && <Jump column={jumpColumn} onJump={rows.from} />}
      {!whole && total !== null && total > 2000 && <Slide base={pages.base} total={total} onSlide={rows.near} />}
      <Place rows={rows} />
      {whole ? null : <ExactCount query={query} estimated={total} />}
      {selected > 1 && <span className="text-text">{count(selected)} cells selected</span>}
      <span className="ml-auto flex min-w-0 items-center gap-3">
        <Elapsed running={loading !== null} onCancel={cancellable ? rows.cancel : undefined} />
        {readOnly !== null && (
          <span className="truncate" title={readOnly}>
            {readOnly}
          </span>
        )}
        {page !== undefined && loading === null && <span className="shrink-0">{page.milliseconds.toFixed(1)} ms</span>}
      </span>
    </footer>
  );
});

function Place({ rows: { pages, rows } }: { rows: Rows }) {
  const page = pages.list.at(0);
  if (page === undefined) return null;
  if (rows.length === 0) return <span>No rows</span>;
  if (page.before === null && pages.list.at(-1)?.after === null) {
    return <span>{rows.length === 1 ? "1 row" : `${count(rows.length)} rows`}</span>;
  }
  const about = page.positionEstimated ? "about " : "";
  return (
    <span className="whitespace-nowrap">
      {page.position === null
        ? `${count(rows.length)} rows held`
        : `rows ${about}${count(pages.base + 1)}–${count(pages.base + rows.length)}`}
    </span>
  );
}

/** How many rows there are: about, until one asks. */
function ExactCount({ query, estimated }: { query: RowsQuery; estimated: number | null }) {
  const { cancellable } = useOverview();
  const running = useRef<AbortController | null>(null);
  const exact = useMutation({
    mutationFn: () => {
      running.current = new AbortController();
      return longCall("/api/count", { query }, { signal: running.current.signal });
    },
  });
  const key = JSON.stringify(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query has another number of rows
  useEffect(() => exact.reset(), [key]);
  if (exact.data !== undefined) return <span className="whitespace-nowrap">of {count(exact.data.count)}</span>;
  return (
    <span className="flex items-center gap-1 whitespace-nowrap">
      {estimated !== null && <span>of about {count(estimated)}</span>}
      {exact.isPending ? (
        <Elapsed running onCancel={cancellable ? () => running.current?.abort() : undefined} />
      ) : (
        <Button kind="ghost" className="h-6 px-1.5" onClick={() => exact.mutate()}>
          <Sigma aria-hidden />
          Count
        </Button>
      )}
    </span>
  );
}

function Jump({ column, onJump }: { column: string; onJump: (value: string) => void }) {
  const [value, setValue] = useState("");
  return (
    <form
      className="flex items-center"
      onSubmit={(event) => {
        event.preventDefault();
        if (value !== "") onJump(value);
      }}
    >
      <Input
        aria-label={`Go to the first row from this ${column} on`}
        placeholder={`Go to ${column}`}
        value={value}
        onChange={(event) => setValue(event.target.value)}
        className="h-6 w-36 text-sm"
      />
    </form>
  );
}

/** Goes to about a place in the whole table. */
function Slide({ base, total, onSlide }: { base: number; total: number; onSlide: (fraction: number) => void }) {
  const [held, setHeld] = useState<number | null>(null);
  const shown = held ?? Math.round((base / Math.max(1, total)) * 1000);
  const go = () => {
    if (held !== null) onSlide(held / 1000);
    setHeld(null);
  };
  return (
    <input
      type="range"
      aria-label="Place in the table"
      aria-valuetext={`about row ${count(Math.round((shown / 1000) * total))}`}
      min={0}
      max={1000}
      value={Math.min(1000, shown)}
      onChange={(event) => setHeld(Number(event.target.value))}
      onPointerUp={go}
      onKeyUp={go}
      className="w-28 accent-accent"
    />
  );
}
