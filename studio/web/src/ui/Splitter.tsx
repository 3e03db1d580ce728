import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { cx } from "./cx";

interface SplitterProps {
  label: string;
  /** Which way a drag grows the pane. */
  grows: "right" | "left" | "down" | "up";
  size: number;
  min: number;
  max: number;
  onSize: (size: number) => void;
}

/** The line between two panes: drag it, or move it by the arrow keys. */
export function Splitter({ label, grows, size, min, max, onSize }: SplitterProps) {
  const start = useRef<{ at: number; size: number } | null>(null);
  const upright = grows === "left" || grows === "right";
  const sign = grows === "right" || grows === "down" ? 1 : -1;
  const clamp = (next: number) => onSize(Math.round(Math.min(max, Math.max(min, next))));
  const place = (event: PointerEvent) => (upright ? event.clientX : event.clientY);
  const onKey = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 64 : 16;
    const towards = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (towards === undefined) return;
    event.preventDefault();
    clamp(size + towards * sign * step);
  };
  return (
    <hr
      aria-label={label}
      aria-orientation={upright ? "vertical" : "horizontal"}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className={cx(
        "relative z-10 m-0 shrink-0 touch-none border-0 bg-line select-none hover:bg-accent focus-visible:bg-accent",
        "before:absolute before:content-['']",
        upright
          ? "h-full w-px cursor-col-resize before:-inset-x-[3px] before:inset-y-0"
          : "h-px w-full cursor-row-resize before:inset-x-0 before:-inset-y-[3px]",
      )}
      onPointerDown={(event) => {
        start.current = { at: place(event), size };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (start.current) clamp(start.current.size + (place(event) - start.current.at) * sign);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onDoubleClick={() => clamp(min)}
      onKeyDown={onKey}
    />
  );
}
