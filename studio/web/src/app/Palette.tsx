import { Columns3 } from "lucide-react";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { RelationSummary } from "@/api/types";
import { columnsHere } from "@/data/columnsHere";
import { relationPath } from "@/data/urlState";
import { cx } from "@/ui/cx";
import { groupBy } from "@/ui/groupBy";
import { navigate } from "./location";
import { relationIcon } from "./relationIcon";
import { matchRank } from "./tree";
import { useOverview } from "./useOverview";
import { views } from "./views";

export interface PaletteCommand {
  label: string;
  keys?: string;
  icon: ReactNode;
  run: () => void;
}

interface PaletteProps {
  open: boolean;
  onClose: () => void;
  commands: PaletteCommand[];
}

interface Entry extends PaletteCommand {
  group: "Tables" | "Columns" | "Views" | "Commands";
  /** Said at the right, smaller. */
  detail?: string;
}

const tablesAtMost = 40;
const columnsAtMost = 20;

function tableEntries(relations: readonly RelationSummary[], wanted: string): Entry[] {
  if (wanted === "") return [];
  return relations
    .flatMap((relation) => {
      const { schema, name } = relation;
      const rank = matchRank(name, wanted) ?? matchRank(`${schema}.${name}`, wanted);
      return rank === null ? [] : [{ relation, rank }];
    })
    .sort((a, b) => a.rank - b.rank || a.relation.name.length - b.relation.name.length)
    .slice(0, tablesAtMost)
    .map(({ relation: { schema, name, kind } }) => {
      const Icon = relationIcon[kind];
      return {
        group: "Tables",
        label: name,
        detail: schema,
        icon: <Icon aria-hidden />,
        run: () => navigate(relationPath(schema, name)),
      };
    });
}

/** The columns of the table that is looked at: one of a thousand is found by its name. */
function columnEntries(wanted: string): Entry[] {
  const here = columnsHere.get();
  if (wanted === "" || here === null) return [];
  return here.columns
    .flatMap((name) => {
      const rank = matchRank(name, wanted);
      return rank === null ? [] : [{ name, rank }];
    })
    .sort((a, b) => a.rank - b.rank || a.name.length - b.name.length)
    .slice(0, columnsAtMost)
    .map(({ name }) => ({
      group: "Columns",
      label: name,
      detail: here.table,
      icon: <Columns3 aria-hidden />,
      // The focus goes there once it has come back from here.
      run: () => setTimeout(() => here.go(name)),
    }));
}

/** Ctrl-K: tables, columns, views and commands by name. */
export function Palette({ open, onClose, commands }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="appear fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-48px)] max-w-[560px] -translate-x-1/2 overflow-hidden rounded-[8px] border border-line-strong bg-raised"
        >
          <Dialog.Title className="sr-only">Find</Dialog.Title>
          <Finder commands={commands} onDone={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Finder({ commands, onDone }: { commands: PaletteCommand[]; onDone: () => void }) {
  const { relations } = useOverview();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const wanted = text.trim().toLowerCase();
  const places = views.map(
    ({ label, path, icon: Icon }, at): Entry => ({
      group: "Views",
      label,
      keys: `Alt ${at + 1}`,
      icon: <Icon aria-hidden />,
      run: () => navigate(path),
    }),
  );
  const others = [...places, ...commands.map((command): Entry => ({ ...command, group: "Commands" }))];
  const entries = [
    ...tableEntries(relations, wanted),
    ...columnEntries(wanted),
    ...others.filter(({ label }) => matchRank(label, wanted) !== null),
  ];
  const choose = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    onDone();
    entry.run();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another active entry is brought into sight
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, text]);
  const onKeyDown = (event: KeyboardEvent) => {
    const { length } = entries;
    if (event.key === "ArrowDown") setActive(length === 0 ? 0 : (active + 1) % length);
    else if (event.key === "ArrowUp") setActive(length === 0 ? 0 : (active + length - 1) % length);
    else if (event.key === "Enter") choose(entries[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        role="combobox"
        aria-label="Find"
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={entries[active] === undefined ? undefined : `${id}-${active}`}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        placeholder="A table, a column, a view, a command"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-11 w-full border-b bg-transparent px-4 text-lg placeholder:text-muted focus-visible:outline-none"
      />
      <div ref={list} id={id} role="listbox" aria-label="Found" className="max-h-[52vh] overflow-auto p-1.5">
        {entries.length === 0 && <p className="px-2 py-3 text-muted">Nothing is named like “{text}”</p>}
        {[...groupBy(entries, ({ group }) => group)].map(([group, members]) => (
          <div key={group} role="group" aria-label={group}>
            <div aria-hidden className="px-2 py-1 text-xs text-muted">
              {group}
            </div>
            {members.map((entry) => {
              const at = entries.indexOf(entry);
              return (
                <Option
                  key={`${entry.label} ${entry.detail}`}
                  id={`${id}-${at}`}
                  entry={entry}
                  active={at === active}
                  onActive={() => setActive(at)}
                  onChoose={() => choose(entry)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </>
  );
}

interface OptionProps {
  id: string;
  entry: Entry;
  active: boolean;
  onActive: () => void;
  onChoose: () => void;
}

function Option({ id, entry: { icon, label, detail, keys }, active, onActive, onChoose }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
    <div
      id={id}
      role="option"
      aria-selected={active}
      onMouseMove={onActive}
      onClick={onChoose}
      className={cx(
        "flex h-8 items-center gap-2.5 rounded-[4px] px-2 text-base select-none [&_svg]:size-4 [&_svg]:text-muted",
        active && "bg-accent-tint",
      )}
    >
      {icon}
      <span className="truncate">{label}</span>
      {detail !== undefined && <span className="ml-auto truncate text-sm text-muted">{detail}</span>}
      {keys !== undefined && <kbd className="ml-auto">{keys}</kbd>}
    </div>
  );
}
