import { useMemo } from "react";
import { cx } from "@/ui/cx";
import { pieces } from "./pieces";
import { layOutJson } from "./values";

interface LongTextProps {
  text: string;
  /** Whether it is JSON, all of it, to be laid out. */
  json: boolean;
  complete: boolean;
  /** Whether what is around it scrolls. */
  tall?: boolean;
}

/**
 * A text of any length: of a long one the browser lays out only what is seen. Megabytes that are laid out as a whole take
 * seconds, and a hundred times their size.
 */
export function LongText({ text, json, complete, tall = false }: LongTextProps) {
  const parts = useMemo(() => pieces(json ? layOutJson(text) : text), [text, json]);
  return (
    <pre dir="auto" className={cx("mono break-words whitespace-pre-wrap", !tall && "max-h-64 overflow-auto")}>
      {parts.length === 1
        ? parts[0]
        : parts.map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text do not move
            <span key={at} className="block [contain-intrinsic-size:auto_4000px] [content-visibility:auto]">
              {part}
            </span>
          ))}
      {complete ? "" : "…"}
    </pre>
  );
}
