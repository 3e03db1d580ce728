import { useEffect, useState } from "react";
import { Button } from "./Button";

/** Seconds since it began to run: at `since`, as `performance.now()` counts, else when it was first shown. */
export function useElapsed(running: boolean, since?: number): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    if (!running) {
      setElapsed(0);
      return;
    }
    const start = since ?? performance.now();
    const tick = () => setElapsed((performance.now() - start) / 1000);
    tick();
    const timer = setInterval(tick, 100);
    return () => clearInterval(timer);
  }, [running, since]);
  return elapsed;
}

/** After a second of waiting: how long it has been, and a way out where there is one. */
export function Elapsed({
  running,
  since,
  onCancel,
}: {
  running: boolean;
  since?: number | undefined;
  onCancel?: (() => void) | undefined;
}) {
  const elapsed = useElapsed(running, since);
  if (!running || elapsed < 1) return null;
  return (
    <span className="appear inline-flex items-center gap-2 text-sm text-muted">
      <span>{elapsed.toFixed(1)} s</span>
      {onCancel !== undefined && (
        <Button className="h-6" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </span>
  );
}
