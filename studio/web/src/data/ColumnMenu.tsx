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
  sort: (descending: boolean) => void;
  filter: () => void;
  pin: () => void;
  shift: (by: -1 | 1) => void;
  fit: () => void;
  hide: () => void;
}

export function ColumnMenu({
  trigger,
  pinned,
  orderable,
  actions,
}: {
  trigger: ReactNode;
  pinned: boolean;
  orderable: boolean;
  actions: ColumnActions;
}) {
  return (
    <Menu trigger={trigger}>
      <MenuItem disabled={!orderable} onSelect={() => actions.sort(false)}>
        <ArrowUp aria-hidden />
        Sort ascending
      </MenuItem>
      <MenuItem disabled={!orderable} onSelect={() => actions.sort(true)}>
        <ArrowDown aria-hidden />
        Sort descending
      </MenuItem>
      <MenuItem onSelect={actions.filter}>
        <ListFilter aria-hidden />
        Filter by this column
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={actions.pin}>
        {pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
        {pinned ? "Unpin" : "Pin to the left"}
      </MenuItem>
      <MenuItem onSelect={() => actions.shift(-1)}>
        <ArrowLeft aria-hidden />
        Move left
      </MenuItem>
      <MenuItem onSelect={() => actions.shift(1)}>
        <ArrowRight aria-hidden />
        Move right
      </MenuItem>
      <MenuItem onSelect={actions.fit}>
        <MoveHorizontal aria-hidden />
        Fit the width
      </MenuItem>
      <MenuItem onSelect={actions.hide}>
        <EyeOff aria-hidden />
        Hide
      </MenuItem>
    </Menu>
  );
}
