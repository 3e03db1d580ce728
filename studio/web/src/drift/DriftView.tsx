import { useQueryClient } from "@tanstack/react-query";
import { Check, FileDiff, RefreshCw } from "lucide-react";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import type { DriftChange, DriftObject, DriftResponse } from "@/api/types";
import { navigate } from "@/app/location";
import { useOverview } from "@/app/useOverview";
import { driftKey, useDrift } from "@/app/useProject";
import { Button } from "@/ui/Button";
import { Chip, type Tone } from "@/ui/Chip";
import { Elapsed } from "@/ui/Elapsed";
import { Empty } from "@/ui/Empty";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { IconButton } from "@/ui/IconButton";
import { Loading, PaneSkeleton } from "@/ui/Loading";
import { NoProject } from "@/ui/NoProject";
import { PanedView } from "@/ui/PanedView";
import { PaneList } from "@/ui/PaneList";
import { GenerateDialog } from "./GenerateDialog";
import { MergePane } from "./MergePane";
import { Problem } from "./Problem";

const tone: Record<DriftChange, Tone> = { create: "add", alter: "change", drop: "delete" };
/** What the schema file asks for. */
const word: Record<DriftChange, string> = { create: "+ create", alter: "~ alter", drop: "− drop" };

function idOf({ kind, name }: DriftObject): string {
  return `${kind} ${name}`;
}

export default function DriftView() {
  const { project } = useOverview();
  const client = useQueryClient();
  const drift = useDrift(project);
  const [generating, setGenerating] = useState(false);
  if (!project) return <NoProject />;
  if (drift.isError && drift.data === undefined)
    return <ErrorPanel error={drift.error} onRetry={() => drift.refetch()} />;
  if (drift.data === undefined) {
    return (
      <Loading what="Comparing schema.yaml with the database" queryKey={driftKey} query={drift}>
        <PaneSkeleton />
      </Loading>
    );
  }
  return (
    <>
      {drift.isError && <ErrorPanel error={drift.error} onRetry={() => drift.refetch()} />}
      <Compared
        response={drift.data}
        reading={drift.isFetching}
        onStop={() => void client.cancelQueries({ queryKey: driftKey })}
        onAgain={() => drift.refetch()}
        onGenerate={() => setGenerating(true)}
      />
      {generating && <GenerateDialog onClose={() => setGenerating(false)} />}
    </>
  );
}

interface ComparedProps {
  response: DriftResponse;
  reading: boolean;
  onStop: () => void;
  onAgain: () => void;
  onGenerate: () => void;
}

function Compared({ response, reading, onStop, onAgain, onGenerate }: ComparedProps) {
  const { database } = useOverview();
  const wanted = new URLSearchParams(useSearch()).get("object");
  const { objects, problems, state, pending } = response;
  const current = objects.find((object) => idOf(object) === wanted) ?? objects[0] ?? null;
  if (state === "unknown") {
    return (
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="flex h-10 items-center gap-2 border-b bg-surface px-4">
          <h2 className="font-semibold">schema.yaml cannot be compared</h2>
          <span className="ml-auto flex items-center gap-2">
            <Elapsed running={reading} onCancel={onStop} />
            <Button onClick={onAgain} disabled={reading}>
              <RefreshCw aria-hidden />
              Read it again
            </Button>
          </span>
        </div>
        {problems.map((problem) => (
          <Problem key={`${problem.code} ${problem.message} ${problem.place?.line}`} problem={problem} />
        ))}
      </div>
    );
  }
  if (objects.length === 0) {
    return (
      <Empty
        title="No drift"
        action={
          <span className="flex items-center gap-2">
            <Button onClick={onAgain} disabled={reading}>
              <RefreshCw aria-hidden />
              Compare again
            </Button>
            <Elapsed running={reading} onCancel={onStop} />
          </span>
        }
      >
        <Check className="mr-1 inline size-4 text-add" aria-hidden />
        {database} and schema.yaml say the same.
      </Empty>
    );
  }
  return (
    <PanedView
      name="Objects"
      left={
        <>
          <div className="flex h-10 shrink-0 items-center gap-1 border-b pr-1 pl-3">
            <h2 className="font-semibold">
              {objects.length === 1 ? "1 object differs" : `${objects.length} objects differ`}
            </h2>
            <span className="ml-auto flex items-center gap-1">
              <Elapsed running={reading} onCancel={onStop} />
              <IconButton label="Compare again" onClick={onAgain} disabled={reading}>
                <RefreshCw />
              </IconButton>
            </span>
          </div>
          <PaneList
            label="Objects that differ"
            empty=""
            current={current === null ? null : idOf(current)}
            onChoose={(id) => navigate(`/drift?object=${encodeURIComponent(id)}`, { replace: true })}
            items={objects.map((object) => ({
              id: idOf(object),
              text: `${object.kind} ${object.name}`,
              content: (
                <>
                  <span className="w-14 shrink-0 truncate text-sm text-muted">{object.kind}</span>
                  <span className="truncate">{object.name}</span>
                  <Chip tone={tone[object.change]} className="ml-auto">
                    {word[object.change]}
                  </Chip>
                </>
              ),
            }))}
          />
          {response.unmanaged.length > 0 && (
            <details className="shrink-0 border-t px-3 py-2 text-sm text-muted">
              <summary>
                {response.unmanaged.length} left alone: no migration made{" "}
                {response.unmanaged.length === 1 ? "it" : "them"}
              </summary>
              <ul className="mt-1 max-h-40 overflow-auto">
                {response.unmanaged.map((name) => (
                  <li key={name} className="mono">
                    {name}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      }
    >
      <div className="flex min-h-10 shrink-0 items-center gap-3 border-b px-3 py-1.5">
        <div className="max-h-32 min-w-0 flex-1 overflow-auto">
          {current?.details.map((detail) => (
            <p key={detail} className="truncate" title={detail}>
              {detail}
            </p>
          ))}
        </div>
        <Button kind="primary" onClick={onGenerate}>
          <FileDiff aria-hidden />
          Generate the migration
        </Button>
      </div>
      {pending > 0 && (
        <p className="shrink-0 border-b bg-change-tint px-3 py-1.5">
          {pending === 1 ? "A migration is pending" : `${pending} migrations are pending`}: the database may differ for
          that reason alone.{" "}
          <Link href="/migrations" className="font-medium text-accent underline">
            See them
          </Link>
        </p>
      )}
      {current !== null && <MergePane key={idOf(current)} live={current.live ?? ""} wanted={current.wanted ?? ""} />}
    </PanedView>
  );
}
