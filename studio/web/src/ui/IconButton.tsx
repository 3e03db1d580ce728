import { Tooltip } from "radix-ui";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "./cx";

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  label: string;
  keys?: string;
  active?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that is an icon; its name is read out and shown as a tooltip. */
export function IconButton({ label, keys, active = false, className, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          aria-label={label}
          aria-pressed={active || undefined}
          className={cx(
            "inline-flex size-7 shrink-0 items-center justify-center rounded-[6px] [&_svg]:size-4",
            "transition-colors duration-75 disabled:opacity-40 disabled:pointer-events-none",
            active ? "bg-accent-tint text-accent" : "text-muted hover:bg-hover hover:text-text",
            className,
          )}
          {...rest}
        >
          {children}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={5}
          collisionPadding={6}
          className="appear z-50 flex items-center gap-2 rounded-[6px] border border-line-strong bg-raised px-2 py-1 text-sm text-text"
        >
          {label}
          {keys !== undefined && <kbd>{keys}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
