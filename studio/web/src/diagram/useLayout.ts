import { useEffect, useRef, useState } from "react";
import type { Graph } from "./graph";
import type { Layout } from "./layout";

/** The layout of a graph, made in a worker; the one before stays until it is there. */
export function useLayout(graph: Graph | null): { layout: Layout | null; of: Graph | null; running: boolean } {
  const worker = useRef<Worker | null>(null);
  const latest = useRef(0);
  const [done, setDone] = useState<{ layout: Layout; of: Graph } | null>(null);
  useEffect(() => {
    const made = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    worker.current = made;
    return () => made.terminate();
  }, []);
  useEffect(() => {
    const current = worker.current;
    if (current === null || graph === null) return;
    latest.current += 1;
    const id = latest.current;
    const listen = ({ data }: MessageEvent<{ id: number; layout: Layout }>) => {
      if (data.id === id) setDone({ layout: data.layout, of: graph });
    };
    current.addEventListener("message", listen);
    current.postMessage({ id, graph });
    return () => current.removeEventListener("message", listen);
  }, [graph]);
  return { layout: done?.layout ?? null, of: done?.of ?? null, running: graph !== null && done?.of !== graph };
}
