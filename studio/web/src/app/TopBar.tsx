import { CircleAlert, Keyboard, LoaderCircle, Lock, LockOpen, Monitor, Moon, Search, Sun } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Link, useLocation } from "wouter";
import { isRunning } from "@/migrations/progress";
import { useApplying } from "@/migrations/session";
import { sqlSession, useSqlState } from "@/sql/session";
import { Chip } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { useElapsed } from "@/ui/Elapsed";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem } from "@/ui/Menu";
import type { ThemeChoice } from "@/ui/theme";
import { Logo } from "./Logo";
import { readOnlyWords } from "./readOnly";
import { useOverview } from "./useOverview";
import { useDrift, useMigrations } from "./useProject";
import { type View, type ViewName, viewOf, views } from "./views";

interface TopBarProps {
  theme: ThemeChoice;
  onTheme: (theme: ThemeChoice) => void;
  onFind: () => void;
  onKeys: () => void;
  onUnlock: () => void;
  onLock: () => void;
}

const themeIcon = { system: Monitor, light: Sun, dark: Moon };

export function TopBar({ theme, onTheme, onFind, onKeys, onUnlock, onLock }: TopBarProps) {
  const ThemeIcon = themeIcon[theme];
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b bg-surface px-3">
      <Where onUnlock={onUnlock} onLock={onLock} />
      <ViewNav />
      <div className="ml-auto flex items-center gap-1">
        <button
          type="button"
          onClick={onFind}
          className="mr-1 hidden h-7 w-44 items-center gap-2 rounded-[6px] border border-line-strong bg-bg px-2 text-sm text-muted hover:text-text lg:flex"
        >
          <Search className="size-3.5" aria-hidden />
          Find
          <kbd className="ml-auto">Ctrl K</kbd>
        </button>
        <IconButton label="Find" keys="Ctrl K" className="lg:hidden" onClick={onFind}>
          <Search />
        </IconButton>
        <Menu
          align="end"
          width={140}
          trigger={
            <IconButton label="Theme">
              <ThemeIcon />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => onTheme("system")}>
            <Monitor />
            As the system
          </MenuItem>
          <MenuItem onSelect={() => onTheme("light")}>
            <Sun />
            Light
          </MenuItem>
          <MenuItem onSelect={() => onTheme("dark")}>
            <Moon />
            Dark
          </MenuItem>
        </Menu>
        <IconButton label="Keys" keys="?" onClick={onKeys}>
          <Keyboard />
        </IconButton>
      </div>
    </header>
  );
}

/** Where one is: the database, the role, the environment, and whether it can be written to. */
function Where({ onUnlock, onLock }: { onUnlock: () => void; onLock: () => void }) {
  const overview = useOverview();
  const { database, role, host, environment, production, writable, unlockable, serverVersion } = overview;
  const readOnly = readOnlyWords(overview);
  // Whoever had to unlock it may want to lock it again.
  const wasGuarded = useRef(production);
  if (unlockable) wasGuarded.current = true;
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <Logo />
      <div className="flex min-w-0 items-baseline gap-1.5" title={`${role} at ${host}, PostgreSQL ${serverVersion}`}>
        <strong className="truncate font-semibold">{database}</strong>
        <span className="hidden truncate text-sm text-muted md:inline">{role}</span>
      </div>
      {environment !== null && <Chip tone={production ? "delete" : "muted"}>{environment}</Chip>}
      {readOnly !== null && unlockable && (
        <button type="button" onClick={onUnlock} title={readOnly.why} className="inline-flex">
          <Chip tone="accent">
            <Lock aria-hidden />
            {readOnly.short}
          </Chip>
        </button>
      )}
      {readOnly !== null && !unlockable && (
        <span title={readOnly.why} className="inline-flex">
          <Chip>
            <Lock aria-hidden />
            {readOnly.short}
            <span className="sr-only">: {readOnly.why}</span>
          </Chip>
        </span>
      )}
      {writable && wasGuarded.current && (
        <button type="button" onClick={onLock} title="Make it read-only again" className="inline-flex">
          <Chip tone="delete">
            <LockOpen />
            writing unlocked
          </Chip>
        </button>
      )}
    </div>
  );
}

function ViewNav() {
  const [path] = useLocation();
  const { project } = useOverview();
  const drift = useDrift(project);
  const migrations = useMigrations(project);
  const current = viewOf(path);
  const counts: Partial<Record<ViewName, number>> = {
    drift: drift.data?.objects.length ?? 0,
    migrations: migrations.data?.pending ?? 0,
  };
  const broken = drift.data?.state === "unknown";
  return (
    <nav aria-label="Views" className="flex h-full shrink-0 items-stretch">
      {views.map((view) => (
        <ViewLink
          key={view.name}
          view={view}
          current={view.name === current}
          count={counts[view.name] ?? 0}
          mark={view.name === "drift" && broken ? "!" : null}
        >
          {view.name === "sql" && <SqlMark current={current === "sql"} />}
          {view.name === "migrations" && <ApplyMark current={current === "migrations"} />}
        </ViewLink>
      ))}
    </nav>
  );
}

/** That a statement runs in the SQL view, or what came of one while another view was looked at. */
function SqlMark({ current }: { current: boolean }) {
  const { running, unseen } = useSqlState(sqlSession(useOverview().identity));
  return <WorkMark current={current} since={running?.since ?? null} unseen={unseen} />;
}

/** The same for what is being applied in the view of migrations. */
function ApplyMark({ current }: { current: boolean }) {
  const { progress, unseen } = useApplying();
  return <WorkMark current={current} since={isRunning(progress) ? progress.since : null} unseen={unseen} />;
}

interface WorkMarkProps {
  /** Whether the view is looked at. */
  current: boolean;
  /** When what runs there began. */
  since: number | null;
  unseen: "done" | "failed" | null;
}

function WorkMark({ current, since, unseen }: WorkMarkProps) {
  const elapsed = useElapsed(since !== null, since ?? undefined);
  if (since !== null && (elapsed >= 1 || !current)) {
    return (
      <span className="inline-flex items-center gap-1 rounded-[4px] bg-hover px-1 text-xs font-semibold text-text">
        <LoaderCircle className="size-3 animate-spin" aria-hidden />
        <span className="sr-only"> running for </span>
        {Math.floor(elapsed)} s
      </span>
    );
  }
  if (unseen === null) return null;
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded-[4px] px-1 text-xs font-semibold",
        unseen === "done" ? "bg-add-tint text-add" : "bg-hover text-text",
      )}
    >
      {unseen === "failed" && <CircleAlert className="size-3" aria-hidden />}
      {unseen}
    </span>
  );
}

const countWord: Partial<Record<ViewName, string>> = { drift: "objects differ", migrations: "pending" };

function ViewLink({
  view,
  current,
  count,
  mark,
  children,
}: {
  view: View;
  current: boolean;
  count: number;
  mark: string | null;
  children?: ReactNode;
}) {
  const Icon = view.icon;
  return (
    <Link
      href={view.path}
      aria-current={current ? "page" : undefined}
      className={cx(
        "relative flex items-center gap-1.5 px-2.5 text-base font-medium",
        current
          ? "text-text after:absolute after:inset-x-2 after:-bottom-px after:h-[2px] after:bg-accent after:content-['']"
          : "text-muted hover:text-text",
      )}
    >
      <Icon className="size-3.5" aria-hidden />
      <span className="max-sm:sr-only">{view.label}</span>
      {(count > 0 || mark !== null) && (
        <span className="rounded-[4px] bg-change-tint px-1 text-xs font-semibold text-change">
          {mark ?? count}
          <span className="sr-only"> {mark === null ? countWord[view.name] : "cannot be compared"}</span>
        </span>
      )}
      {children}
    </Link>
  );
}
