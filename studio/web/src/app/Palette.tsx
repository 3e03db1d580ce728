import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useState } from "react";
import { relationPath } from "@/data/urlState";
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

const shownAtMost = 40;
const item =
  "flex h-8 items-center gap-2.5 rounded-[4px] px-2 text-base select-none data-[selected=true]:bg-accent-tint [&_svg]:size-4 [&_svg]:text-muted";
const heading =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted";

/** Ctrl-K: tables, views and commands by name. The page filters, so that thousands of tables stay quick. */
export function Palette({ open, onClose, commands }: PaletteProps) {
  const { relations } = useOverview();
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const fits = (label: string) => matchRank(label, wanted) !== null;
  const tables = relations
    .map((relation) => ({
      relation,
      rank: matchRank(relation.name, wanted) ?? matchRank(`${relation.schema}.${relation.name}`, wanted),
    }))
    .filter((one): one is { relation: (typeof relations)[number]; rank: number } => one.rank !== null)
    .sort((a, b) => a.rank - b.rank || a.relation.name.length - b.relation.name.length)
    .slice(0, shownAtMost);
  const foundViews = views.filter(({ label }) => fits(label));
  const foundCommands = commands.filter(({ label }) => fits(label));
  const done = (run: () => void) => () => {
    setText("");
    onClose();
    run();
  };
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && done(() => undefined)()}>
      <Dialog.Portal>
        <Dialog.Overlay className="appear fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-48px)] max-w-[560px] -translate-x-1/2 overflow-hidden rounded-[8px] border border-line-strong bg-raised"
        >
          <Dialog.Title className="sr-only">Find</Dialog.Title>
          <Command shouldFilter={false} loop label="Find">
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder="A table, a view, a command"
              className="h-11 w-full border-b bg-transparent px-4 text-lg placeholder:text-muted focus-visible:outline-none"
            />
            <Command.List className="max-h-[52vh] overflow-auto p-1.5">
              <Command.Empty className="px-2 py-3 text-muted">Nothing is named like “{text}”</Command.Empty>
              {tables.length > 0 && wanted !== "" && (
                <Tables relations={tables.map(({ relation }) => relation)} done={done} />
              )}
              {foundViews.length > 0 && (
                <Command.Group heading="Views" className={heading}>
                  {foundViews.map(({ name, label, path, icon: Icon }) => (
                    <Command.Item
                      key={name}
                      value={`view ${name}`}
                      className={item}
                      onSelect={done(() => navigate(path))}
                    >
                      <Icon aria-hidden />
                      {label}
                      <kbd className="ml-auto">Alt {views.findIndex((view) => view.name === name) + 1}</kbd>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {foundCommands.length > 0 && (
                <Command.Group heading="Commands" className={heading}>
                  {foundCommands.map(({ label, keys, icon, run }) => (
                    <Command.Item key={label} value={`command ${label}`} className={item} onSelect={done(run)}>
                      {icon}
                      {label}
                      {keys !== undefined && <kbd className="ml-auto">{keys}</kbd>}
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {tables.length > 0 && wanted === "" && (
                <Tables relations={tables.map(({ relation }) => relation)} done={done} />
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Tables({
  relations,
  done,
}: {
  relations: ReturnType<typeof useOverview>["relations"];
  done: (run: () => void) => () => void;
}) {
  return (
    <Command.Group heading="Tables" className={heading}>
      {relations.map(({ schema, name, kind }) => {
        const Icon = relationIcon[kind];
        return (
          <Command.Item
            key={`${schema}.${name}`}
            value={`table ${JSON.stringify([schema, name])}`}
            className={item}
            onSelect={done(() => navigate(relationPath(schema, name)))}
          >
            <Icon aria-hidden />
            <span className="truncate">{name}</span>
            <span className="ml-auto truncate text-sm text-muted">{schema}</span>
          </Command.Item>
        );
      })}
    </Command.Group>
  );
}
