import { ListFilter, Plus, X } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useState } from "react";
import type { Column, Filter, FilterOperator } from "@/api/types";
import { Button } from "@/ui/Button";
import { Input, Select } from "@/ui/Field";
import { landmark } from "@/ui/landmark";
import { operatorLabels, operators, takesValue } from "./urlState";
import { readList, writeList } from "./valueList";

interface FilterBarProps {
  columns: readonly Column[];
  filters: readonly Filter[];
  onFilters: (filters: Filter[]) => void;
  /** A column whose menu asked for a filter. */
  wanted: string | null;
  onWanted: (column: string | null) => void;
}

/** The filters, each a chip that can be changed and taken away. All of them hold. */
export function FilterBar({ columns, filters, onFilters, wanted, onWanted }: FilterBarProps) {
  return (
    <>
      {filters.map((filter, at) => (
        <FilterChip
          // biome-ignore lint/suspicious/noArrayIndexKey: a filter has no other name
          key={at}
          columns={columns}
          filter={filter}
          onChange={(next) => onFilters(filters.map((one, index) => (index === at ? next : one)))}
          onRemove={() => onFilters(filters.filter((_, index) => index !== at))}
        />
      ))}
      <FilterPopover
        columns={columns}
        open={wanted !== null}
        onOpen={(open) => onWanted(open ? (columns[0]?.name ?? "") : null)}
        initial={{ column: wanted ?? "", operator: "equals", value: "" }}
        onApply={(filter) => onFilters([...filters, filter])}
      >
        <Button kind="ghost" title="Filter">
          {filters.length === 0 ? <ListFilter aria-hidden /> : <Plus aria-hidden />}
          <span className="sr-only @min-[600px]:not-sr-only">Filter</span>
        </Button>
      </FilterPopover>
    </>
  );
}

function words(filter: Filter): string {
  if (!takesValue(filter.operator)) return "";
  const value = filter.operator === "in" ? writeList(filter.values ?? []) : (filter.value ?? "");
  return value === "" ? "''" : value;
}

function FilterChip({
  columns,
  filter,
  onChange,
  onRemove,
}: {
  columns: readonly Column[];
  filter: Filter;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <span className="inline-flex h-6 max-w-[320px] items-center rounded-[6px] border border-line-strong bg-bg">
      <FilterPopover columns={columns} open={open} onOpen={setOpen} initial={filter} onApply={onChange}>
        <button type="button" className="flex h-full min-w-0 items-center gap-1.5 rounded-l-[6px] px-2 hover:bg-hover">
          <span className="truncate font-medium">{filter.column}</span>
          <span className="shrink-0 text-muted">{operatorLabels[filter.operator]}</span>
          <span className="mono truncate">{words(filter)}</span>
        </button>
      </FilterPopover>
      <button
        type="button"
        aria-label={`Remove the filter on ${filter.column}`}
        onClick={onRemove}
        className="flex h-full w-6 items-center justify-center rounded-r-[6px] border-l text-muted hover:bg-hover hover:text-text"
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  );
}

interface FilterPopoverProps {
  columns: readonly Column[];
  open: boolean;
  onOpen: (open: boolean) => void;
  initial: Filter;
  onApply: (filter: Filter) => void;
  children: ReactNode;
}

function FilterPopover({ columns, open, onOpen, initial, onApply, children }: FilterPopoverProps) {
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      <Popover.Portal container={landmark()}>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Filter"
          className="appear z-40 rounded-[8px] border border-line-strong bg-raised p-3"
        >
          <FilterForm
            columns={columns}
            initial={initial}
            onApply={(filter) => {
              onOpen(false);
              onApply(filter);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function FilterForm({ columns, initial, onApply }: Pick<FilterPopoverProps, "columns" | "initial" | "onApply">) {
  const [column, setColumn] = useState(initial.column);
  const [operator, setOperator] = useState<FilterOperator>(initial.operator);
  const [value, setValue] = useState(
    initial.operator === "in" ? writeList(initial.values ?? []) : (initial.value ?? ""),
  );
  const labels = columns.find(({ name }) => name === column)?.labels ?? null;
  const filter = (): Filter => {
    if (!takesValue(operator)) return { column, operator };
    if (operator === "in") return { column, operator, values: readList(value) };
    return { column, operator, value };
  };
  return (
    <form
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onApply(filter());
      }}
    >
      <Select
        aria-label="Column"
        value={column}
        onChange={(event) => setColumn(event.target.value)}
        className="max-w-[160px]"
      >
        {columns.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select
        aria-label="Comparison"
        value={operator}
        onChange={(event) => setOperator(operators.find((one) => one === event.target.value) ?? "equals")}
      >
        {operators.map((one) => (
          <option key={one} value={one}>
            {operatorLabels[one]}
          </option>
        ))}
      </Select>
      {takesValue(operator) && (
        <>
          <Input
            autoFocus
            aria-label="Value"
            list={labels === null ? undefined : "filter-labels"}
            placeholder={operator === "in" ? 'one, two, "a, b"' : "value"}
            value={value}
            onChange={(event) => setValue(event.target.value)}
            className="mono w-44"
          />
          {labels !== null && (
            <datalist id="filter-labels">
              {labels.map((label) => (
                <option key={label} value={label} />
              ))}
            </datalist>
          )}
        </>
      )}
      <Button kind="primary" type="submit">
        Apply
      </Button>
    </form>
  );
}
