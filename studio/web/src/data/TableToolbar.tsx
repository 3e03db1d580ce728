import {
  Columns3,
  Copy,
  Download,
  PanelRight,
  Plus,
  RefreshCw,
  Search,
  SquareTerminal,
  Trash2,
  Upload,
} from "lucide-react";
import { memo, type ReactNode, useState } from "react";
import type { ExportFormat, RelationResponse } from "@/api/types";
import type { ColumnLayout } from "@/grid/columns";
import { toggleHidden } from "@/grid/columns";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from "@/ui/Menu";
import { type CopyFormat, copyFormats } from "./clipboard";
import { Exporting } from "./Exporting";

export interface TableToolbarProps {
  relation: RelationResponse;
  filters: ReactNode;
  search: string;
  onSearch: (search: string) => void;
  layout: ColumnLayout;
  onLayout: (layout: ColumnLayout) => void;
  rowHeight: number;
  onRowHeight: (height: number) => void;
  inspector: boolean;
  onInspector: () => void;
  onCopy: (format: CopyFormat) => void;
  onExport: (format: ExportFormat) => void;
  /** The export that runs. */
  exporting: AbortController | null;
  onImport: () => void;
  onAdd: () => void;
  onDelete: () => void;
  onRefresh: () => void;
  onSql: () => void;
}

const heights: [number, string][] = [
  [24, "Dense rows"],
  [28, "Normal rows"],
  [36, "Tall rows"],
];

export const TableToolbar = memo(function TableToolbar(props: TableToolbarProps) {
  const { relation, layout, onLayout, rowHeight } = props;
  return (
    <div role="toolbar" aria-label="Table" className="@container shrink-0 border-b">
      <div className="flex min-h-9 flex-wrap items-center gap-1 px-2 py-1">
        <SearchField search={props.search} onSearch={props.onSearch} />
        <div className="flex min-w-min flex-1 flex-wrap items-center gap-1">{props.filters}</div>
        {relation.canInsert && (
          <Button kind="ghost" title="Add row" onClick={props.onAdd}>
            <Plus aria-hidden />
            <span className="sr-only @min-[600px]:not-sr-only">Add row</span>
          </Button>
        )}
        {relation.canDelete && (
          <IconButton label="Mark rows for deletion" keys="Del" onClick={props.onDelete}>
            <Trash2 />
          </IconButton>
        )}
        <Menu
          align="end"
          trigger={
            <IconButton label="Columns and rows">
              <Columns3 />
            </IconButton>
          }
        >
          <MenuLabel>Rows</MenuLabel>
          {heights.map(([height, label]) => (
            <MenuCheck key={height} checked={rowHeight === height} onChange={() => props.onRowHeight(height)}>
              {label}
            </MenuCheck>
          ))}
          <MenuLine />
          <MenuLabel>Columns</MenuLabel>
          {layout.hidden.length > 0 && (
            <MenuItem onSelect={() => onLayout({ ...layout, hidden: [] })}>Show all columns</MenuItem>
          )}
          {relation.columns.slice(0, 200).map(({ name }) => (
            <MenuCheck
              key={name}
              checked={!layout.hidden.includes(name)}
              onChange={() => onLayout(toggleHidden(layout, name))}
            >
              {name}
            </MenuCheck>
          ))}
        </Menu>
        <Menu
          align="end"
          trigger={
            <IconButton label="Copy the selection">
              <Copy />
            </IconButton>
          }
        >
          <MenuLabel>Copy the selection as</MenuLabel>
          {copyFormats.map(({ format, label }) => (
            <MenuItem key={format} onSelect={() => props.onCopy(format)}>
              {label}
            </MenuItem>
          ))}
        </Menu>
        {props.exporting !== null && <Exporting running={props.exporting} />}
        <Menu
          align="end"
          trigger={
            <IconButton label="Export and import">
              <Download />
            </IconButton>
          }
        >
          <MenuLabel>Export all rows that the filters leave, as</MenuLabel>
          {copyFormats.map(({ format, label }) => (
            <MenuItem
              key={format}
              disabled={props.exporting !== null}
              onSelect={() => format !== "tsv" && props.onExport(format)}
            >
              {label}
            </MenuItem>
          ))}
          <MenuLine />
          <MenuItem disabled={!relation.canInsert} onSelect={props.onImport}>
            <Upload aria-hidden />
            Import CSV or JSON…
          </MenuItem>
        </Menu>
        <IconButton label="Open this query in the SQL view" onClick={props.onSql}>
          <SquareTerminal />
        </IconButton>
        <IconButton label="Read the rows again" onClick={props.onRefresh}>
          <RefreshCw />
        </IconButton>
        <IconButton label="Inspector" keys="Space" active={props.inspector} onClick={props.onInspector}>
          <PanelRight />
        </IconButton>
      </div>
    </div>
  );
});

function SearchField({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  const [text, setText] = useState(search);
  const [last, setLast] = useState(search);
  if (last !== search) {
    setLast(search);
    setText(search);
  }
  return (
    <form
      className="relative mr-1"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text);
      }}
    >
      <Search className="pointer-events-none absolute top-[7px] left-2 size-3.5 text-muted" aria-hidden />
      <input
        type="search"
        aria-label="Search in every column"
        placeholder="Search"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === "") onSearch("");
        }}
        className="h-7 w-32 xl:w-40 rounded-[6px] border border-line-strong bg-bg pr-2 pl-7 placeholder:text-muted"
      />
    </form>
  );
}
