import { byteSize } from "@/data/values";
import { cx } from "@/ui/cx";
import type { CellView } from "./model";

const chip = "rounded-[4px] border border-line-strong px-1 text-[11px] leading-4 text-muted";

/** One value: NULL, the empty string and DEFAULT each look like nothing that could be text. */
export function CellContent({ view, struck = false }: { view: CellView; struck?: boolean }) {
  switch (view.kind) {
    case "null":
      return <span className={cx(chip, "font-sans italic", struck && "line-through")}>NULL</span>;
    case "default":
      return <span className={cx(chip, "font-sans")}>DEFAULT</span>;
    case "unset":
      return <span className="font-sans text-muted italic">default</span>;
    case "text":
      if (view.text === "") return <span className="text-muted">''</span>;
      return (
        <>
          {/* What is written from right to left is cut at its end, which is at the left. */}
          <span
            dir="auto"
            className={cx("min-w-0 overflow-clip text-ellipsis whitespace-nowrap", struck && "line-through")}
          >
            {oneLine(view.text)}
          </span>
          {view.cut !== null && <span className={cx(chip, "ml-1.5 shrink-0 font-sans")}>{byteSize(view.cut)}</span>}
        </>
      );
  }
}

/** Line ends as a sign, so that a row stays a row. A cell shows no more than its beginning. */
function oneLine(text: string): string {
  return text.slice(0, 400).replaceAll(/\r?\n/g, "⏎");
}
