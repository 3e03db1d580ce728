import type { Graph } from "./graph";
import { layOut } from "./layout";

self.addEventListener("message", ({ data }: MessageEvent<{ id: number; graph: Graph }>) => {
  self.postMessage({ id: data.id, layout: layOut(data.graph) });
});
