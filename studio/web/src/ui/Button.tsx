import type { ButtonHTMLAttributes, Ref } from "react";
import { cx } from "./cx";

export type ButtonKind = "plain" | "primary" | "danger" | "ghost";

const look: Record<ButtonKind, string> = {
  plain: "border border-line-strong bg-bg hover:bg-hover text-text",
  primary: "border border-transparent bg-accent text-on-accent hover:brightness-110",
  danger: "border border-transparent bg-delete text-on-delete hover:brightness-110",
  ghost: "border border-transparent text-muted hover:text-text hover:bg-hover",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = "plain", className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cx(
        "inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-[6px] px-2.5 text-sm font-medium whitespace-nowrap",
        "transition-colors duration-75 disabled:opacity-45 disabled:pointer-events-none [&_svg]:size-3.5 [&_svg]:shrink-0",
        look[kind],
        className,
      )}
      {...rest}
    />
  );
}
