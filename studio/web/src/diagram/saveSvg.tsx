import { KeyRound, Link2, type LucideIcon, Repeat } from "lucide-react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import type { DiagramResponse } from "@/api/types";
import { relationIcon } from "@/app/relationIcon";
import { saveFile } from "@/ui/saveFile";
import { type Picture, type SvgSigns, toSvg } from "./svg";

/** What is inside an icon's `<svg>`. */
function inside(Icon: LucideIcon): string {
  const place = document.createElement("div");
  const root = createRoot(place);
  flushSync(() => root.render(<Icon />));
  const markup = place.firstElementChild?.innerHTML ?? "";
  root.unmount();
  return markup;
}

/** Saves what is shown, in the colours in which it is shown and with the same signs. */
export function saveSvg(response: DiagramResponse, picture: Picture): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const colours = {
    background: colour("--bg"),
    line: colour("--line-strong"),
    head: colour("--surface"),
    text: colour("--text"),
    muted: colour("--muted"),
    accent: colour("--accent"),
    create: colour("--add"),
    alter: colour("--change"),
    drop: colour("--delete"),
  };
  const kinds = Object.entries(relationIcon).map(([kind, Icon]) => [kind, inside(Icon)]);
  const signs: SvgSigns = {
    primaryKey: inside(KeyRound),
    foreignKey: inside(Link2),
    toItself: inside(Repeat),
    kinds: Object.fromEntries(kinds) as SvgSigns["kinds"],
  };
  const text = toSvg(response, picture, colours, signs);
  saveFile(new Blob([text], { type: "image/svg+xml" }), "diagram.svg");
}
