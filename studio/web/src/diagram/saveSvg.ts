import type { DiagramResponse } from "@/api/types";
import { saveFile } from "@/ui/saveFile";
import type { Layout } from "./layout";
import type { Detail } from "./model";
import { toSvg } from "./svg";

/** Saves what is shown, in the colours in which it is shown. */
export function saveSvg(response: DiagramResponse, layout: Layout, detail: Detail): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const text = toSvg(response, layout, detail, {
    background: colour("--bg"),
    line: colour("--line-strong"),
    head: colour("--surface"),
    text: colour("--text"),
    muted: colour("--muted"),
  });
  saveFile(new Blob([text], { type: "image/svg+xml" }), "diagram.svg");
}
