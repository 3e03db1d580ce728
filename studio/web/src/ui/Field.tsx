import type { InputHTMLAttributes, Ref, SelectHTMLAttributes } from "react";
import { cx } from "./cx";

const look =
  "h-7 min-w-0 rounded-[6px] border border-line-strong bg-bg px-2 text-base text-text placeholder:text-muted disabled:opacity-50";

export function Input({
  className,
  ref,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input ref={ref} autoComplete="off" spellCheck={false} className={cx(look, className)} {...rest} />;
}

export function Select({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select className={cx(look, "pr-1", className)} {...rest} />;
}
