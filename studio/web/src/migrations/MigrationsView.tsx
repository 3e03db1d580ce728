import { useQueryClient } from "@tanstack/react-query";
import {
  Check,
  CircleAlert,
  CircleDashed,
  CircleHelp,
  Clock,
  LoaderCircle,
  Play,
  RefreshCw,
  ShieldCheck,
  TriangleAlert,
} from "lucide-react";
import { useEffect, useState } from "react";
import { useSearch } from "wouter";
import { useConnection } from "@/api/connection";
import { ServerError } from "@/api/errors";
import type { MigrationFile, MigrationState, MigrationsResponse } from "@/api/types";
import { navigate } from "@/app/location";
import { readOnlyWords } from "@/app/readOnly";
import { useOverview } from "@/app/useOverview";
import { migrationsKey, observedKey, useMigrations, useObservedMigrations } from "@/app/useProject";
import { Button } from "@/ui/Button";
import { Chip, type Tone } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { Elapsed } from "@/ui/Elapsed";
import { Empty } from "@/ui/Empty";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { IconButton } from "@/ui/IconButton";
import { Loading, PaneSkeleton } from "@/ui/Loading";
import { NoProject } from "@/ui/NoProject";
import { PanedView } from "@/ui/PanedView";
import { PaneList } from "@/ui/PaneList";
import { ApplyDialog } from "./ApplyDialog";
import { Card } from "./Card";
import { cardProgress, isRunning, type Progress } from "./progress";
import { applying, useApplying } from "./session";
import { verdict } from "./verdict";
import { Words } from "./Words";

const stateWord: Record<MigrationState, string> = {
  applied: "applied",
  baseline: "baseline",
  pending: "pending",
  half_applied: "half applied",
  half_reverted: "half reverted",
  missing: "folder gone",
};
const stateTone: Record<MigrationState, Tone> = {
  applied: "muted",
  baseline: "muted",
  pending: "change",
  half_applied: "change",
  half_reverted: "change",
  missing: "change",
};

export default function MigrationsView() {
  const client = useQueryClient();
  const { project } = useOverview();
  const query = useMigrations(project);
  const observed = useObservedMigrations(project && (query.data?.pending ?? 0) > 0);
  if (!project) return <NoProject />;
  if (query.isError && query.data === undefined)
    return <ErrorPanel error={query.error} onRetry={() => query.refetch()} />;
  if (query.data === undefined) {
    return (
      <Loading what="Reading the migrations" queryKey={migrationsKey} query={query}>
        <PaneSkeleton />
      </Loading>
    );
  }
  const again = () => {
    void query.refetch();
    void observed.refetch();
  };
  const isSeen = observed.data !== undefined && observed.data.pending === query.data.pending;
  return (
    <>
      {query.isError && <ErrorPanel error={query.error} onRetry={again} />}
      {observed.isError && !query.isError && <ErrorPanel error={observed.error} onRetry={() => observed.refetch()} />}
      {isSeen && observed.data.notObserved !== null && (
        <p role="status" className="border-b bg-surface px-4 py-1.5 text-sm text-muted">
          Locks were not observed: {observed.data.notObserved}
        </p>
      )}
      <Ledger
        response={isSeen ? observed.data : query.data}
        looking={observed.isFetching}
        onStopLooking={() => void client.cancelQueries({ queryKey: observedKey })}
        onAgain={again}
      />
    </>
  );
}

interface LedgerProps {
  response: MigrationsResponse;
  /** Whether the pending ones are being run on a scratch database. */
  looking: boolean;
  onStopLooking: () => void;
  onAgain: () => void;
}

function Ledger({ response, looking, onStopLooking, onAgain }: LedgerProps) {
  const { migrations, problems, pending, nameNeeded } = response;
  const overview = useOverview();
  // What is only guarded asks for the name; nothing that is typed helps where the server or the role does not write.
  const never = overview.writable || overview.unlockable ? null : readOnlyWords(overview);
  const wanted = new URLSearchParams(useSearch()).get("version");
  const connection = useConnection();
  const [asking, setAsking] = useState(false);
  const { progress, failure } = useApplying();
  useEffect(() => applying.watch(), []);
  const running = isRunning(progress);
  const shown = running && progress.version !== null ? progress.version : wanted;
  const current =
    migrations.find(({ version }) => version === shown) ??
    migrations.find(({ state }) => state !== "applied" && state !== "baseline") ??
    migrations.at(-1) ??
    null;

  if (migrations.length === 0 && problems.length === 0) {
    return (
      <Empty title="No migrations yet" action={<Button onClick={() => navigate("/drift")}>See what differs</Button>}>
        <code className="mono">keel gen</code> writes the first one of schema.yaml.
      </Empty>
    );
  }
  return (
    <PanedView
      name="Migrations"
      left={
        <>
          <div className="flex h-10 shrink-0 items-center gap-1 border-b pr-1 pl-3">
            <h2 className="font-semibold">{pending === 0 ? "Nothing pending" : `${pending} pending`}</h2>
            <IconButton label="Read them again" className="ml-auto" onClick={onAgain} disabled={running}>
              <RefreshCw />
            </IconButton>
          </div>
          <PaneList
            label="Migrations"
            empty="No migrations"
            current={current?.version ?? null}
            onChoose={(version) => navigate(`/migrations?version=${version}`, { replace: true })}
            items={[...migrations].reverse().map((migration) => ({
              id: migration.version,
              text: `${migration.name} ${migration.version}`,
              content: <Entry migration={migration} running={running && progress.version === migration.version} />,
            }))}
          />
        </>
      }
    >
      {problems.map(({ code, message, help }) => (
        <div
          key={code + message}
          role="alert"
          className="shrink-0 border-b border-l-[3px] border-l-text bg-surface px-4 py-2"
        >
          <p className="flex items-start gap-2">
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
            <span className="font-medium">{message}</span>
          </p>
          {help !== null && <p className="pl-6 text-muted">{help}</p>}
        </div>
      ))}
      {failure !== null && <ErrorPanel error={failure} onDismiss={applying.dismiss} />}
      {progress?.error && <ErrorPanel error={new ServerError(400, progress.error)} onDismiss={applying.dismiss} />}
      {running && progress.waiting !== null && (
        <p className="shrink-0 border-b bg-change-tint px-4 py-2">{progress.waiting}</p>
      )}
      {current !== null && (
        <Migration
          migration={current}
          progress={progress}
          looking={looking}
          onStopLooking={onStopLooking}
          action={
            pending > 0 && (
              <>
                <Elapsed
                  running={running}
                  since={progress?.since}
                  onCancel={overview.cancellable ? applying.cancel : undefined}
                />
                {never !== null && <span className="text-sm text-muted">{never.why}</span>}
                <Button
                  kind="primary"
                  disabled={running || never !== null || problems.length > 0 || connection !== "alive"}
                  onClick={() => setAsking(true)}
                >
                  <Play aria-hidden />
                  {pending === 1 ? "Apply it" : `Apply all ${pending}`}
                </Button>
              </>
            )
          }
        />
      )}
      {asking && (
        <ApplyDialog
          pending={pending}
          nameNeeded={nameNeeded}
          onApply={(database) => {
            setAsking(false);
            void applying.apply(database);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </PanedView>
  );
}

function Entry({ migration: { name, version, state }, running }: { migration: MigrationFile; running: boolean }) {
  const applied = state === "applied" || state === "baseline";
  const Icon = running ? LoaderCircle : applied ? Check : state === "pending" ? CircleDashed : CircleAlert;
  return (
    <>
      <Icon
        className={cx("size-3.5 shrink-0", applied ? "text-add" : "text-muted", running && "animate-spin text-text")}
        aria-hidden
      />
      <span className="min-w-0">
        <span className="block truncate">{name}</span>
        <span className="mono block truncate text-[11px] leading-4 text-muted">{version}</span>
      </span>
      {!applied && (
        <Chip tone={stateTone[state]} className="ml-auto">
          {stateWord[state]}
        </Chip>
      )}
    </>
  );
}

const verdictIcon = { add: ShieldCheck, change: Clock, delete: TriangleAlert, muted: CircleHelp };

function Migration({
  migration,
  progress,
  looking,
  onStopLooking,
  action,
}: {
  migration: MigrationFile;
  progress: Progress | null;
  looking: boolean;
  onStopLooking: () => void;
  action: React.ReactNode;
}) {
  const { tone, words, facts } = verdict(migration);
  const Icon = verdictIcon[tone];
  const isDone = migration.state === "applied" || migration.state === "baseline";
  const { version, name, state, appliedAt, milliseconds, statements } = migration;
  return (
    <>
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-3 border-b px-4 py-1.5">
        <h2 className="truncate text-lg font-semibold">{name}</h2>
        <span className="mono text-muted">{version}</span>
        <Chip tone={stateTone[state]}>{stateWord[state]}</Chip>
        {appliedAt !== null && (
          <span className="text-sm text-muted">
            {appliedAt}
            {milliseconds !== null && `, in ${milliseconds} ms`}
          </span>
        )}
        <span className="ml-auto flex items-center gap-2">{action}</span>
      </header>
      {statements.length > 0 && (
        <div
          role="note"
          aria-label="Verdict"
          className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1"
        >
          {!isDone && (
            <Chip tone={tone}>
              <Icon aria-hidden />
              {words}
            </Chip>
          )}
          <span className="text-muted">
            {[
              statements.length === 1 ? "1 statement" : `${statements.length} statements`,
              ...(isDone ? [] : facts),
            ].join(" · ")}
          </span>
          {!isDone && looking && (
            <span className="text-sm text-muted">
              Being run on a scratch database… <Elapsed running onCancel={onStopLooking} />
            </span>
          )}
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <section key={version} aria-label="Statements" tabIndex={0} className="min-h-0 flex-1 overflow-auto">
        <div className="flex max-w-[980px] flex-col gap-3 p-4">
          {migration.words.length > 0 && <Words key={version} words={migration.words} />}
          {statements.map((card, at) => (
            <Card
              key={`${card.line} ${card.sql}`}
              card={card}
              number={at + 1}
              progress={cardProgress(progress, migration, at)}
            />
          ))}
          {statements.length === 0 && (
            <p className="text-muted">The statements are not known: the folder of this migration is gone.</p>
          )}
        </div>
      </section>
    </>
  );
}
