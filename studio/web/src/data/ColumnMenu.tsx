import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  EyeOff,
  ListFilter,
  MoveHorizontal,
  Pin,
  PinOff,
} from "lucide-react";
import type { ReactNode } from "react";
import { Menu, MenuItem, MenuLine } from "@/ui/Menu";

export interface ColumnActions {
  sort: (column: string, descending: boolean) => void;
  filter: (column: string) => void;
  pin: (column: string) => void;
  shift: (column: string, by: -1 | 1) => void;
  fit: (column: string) => void;
  hide: (column: string) => void;
}

export function ColumnMenu({
  trigger,
  column,
  pinned,
  orderable,
  actions,
}: {
  trigger: ReactNode;
  column: string;
  pinned: boolean;
  orderable: boolean;
  actions: ColumnActions;
}) {
  return (
    <Menu trigger={trigger}>
      <MenuItem disabled={!orderable} onSelect={() => actions.sort(column, false)}>
        <ArrowUp aria-hidden />
        Sort ascending
      </MenuItem>
      <MenuItem disabled={!orderable} onSelect={() => actions.sort(column, true)}>
        <ArrowDown aria-hidden />
        Sort descending
      </MenuItem>
      <MenuItem onSelect={() => actions.filter(column)}>
        <ListFilter aria-hidden />
        Filter by this column
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => actions.pin(column)}>
        {pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
        {pinned ? "Unpin" : "Pin to the left"}
      </MenuItem>
      <MenuItem onSelect={() => actions.shift(column, -1)}>
        <ArrowLeft aria-hidden />
        Move left
      </MenuItem>
      <MenuItem onSelect={() => actions.shift(column, 1)}>
        <ArrowRight aria-hidden />
        Move right
      </MenuItem>
      <MenuItem onSelect={() => actions.fit(column)}>
        <MoveHorizontal aria-hidden />
        Fit the width
      </MenuItem>
      <MenuItem onSelect={() => actions.hide(column)}>
        <EyeOff aria-hidden />
        Hide
      </MenuItem>
    </Menu>
  );
}
