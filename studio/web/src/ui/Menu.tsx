import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { landmark } from "./landmark";

const item =
  "flex h-7 items-center gap-2 rounded-[4px] px-2 text-base outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-45 [&_svg]:size-3.5 [&_svg]:text-muted";

/** A menu is no dialog: the rest of the page stays what it is, to a screen reader too. */
export function Menu({
  trigger,
  children,
  align = "start",
  width = 200,
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  width?: number;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={landmark()}>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          style={{ minWidth: width }}
          className="appear z-50 max-h-[60vh] overflow-auto rounded-[6px] border border-line-strong bg-raised p-1 text-text"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({
  children,
  onSelect,
  disabled = false,
  danger = false,
  keys,
}: {
  children: ReactNode;
  onSelect: () => void;
  disabled?: boolean;
  danger?: boolean;
  keys?: string;
}) {
  return (
    <DropdownMenu.Item
      className={cx(item, danger && "text-delete [&_svg]:text-delete")}
      disabled={disabled}
      onSelect={onSelect}
    >
      {children}
      {keys !== undefined && <kbd className="ml-auto">{keys}</kbd>}
    </DropdownMenu.Item>
  );
}

export function MenuCheck({
  children,
  checked,
  onChange,
}: {
  children: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <DropdownMenu.CheckboxItem
      className={item}
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="flex size-3.5 items-center">
        <DropdownMenu.ItemIndicator>
          <Check />
        </DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">{children}</DropdownMenu.Label>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />;
}
