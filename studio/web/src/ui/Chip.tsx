import type { ReactNode } from "react";
import { cx } from "./cx";

export type Tone = "muted" | "accent" | "add" | "change" | "delete";

const tones: Record<Tone, string> = {
  muted: "text-muted border-line-strong bg-transparent",
  accent: "text-accent border-transparent bg-accent-tint",
  add: "text-add border-transparent bg-add-tint",
  change: "text-change border-transparent bg-change-tint",
  delete: "text-delete border-transparent bg-delete-tint",
};

export function Chip({
  tone = "muted",
  className,
  children,
}: {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        "inline-flex h-[18px] shrink-0 font-sans items-center gap-1 rounded-[4px] border px-1.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
