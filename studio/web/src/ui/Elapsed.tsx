import { useEffect, useState } from "react";
import { Button } from "./Button";

/** Seconds since it was first shown. */
export function useElapsed(running: boolean): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    if (!running) {
      setElapsed(0);
      return;
    }
    const start = performance.now();
    const timer = setInterval(() => setElapsed((performance.now() - start) / 1000), 100);
    return () => clearInterval(timer);
  }, [running]);
  return elapsed;
}

/** After a second of waiting: how long it has been, and a way out where there is one. */
export function Elapsed({ running, onCancel }: { running: boolean; onCancel?: (() => void) | undefined }) {
  const elapsed = useElapsed(running);
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
