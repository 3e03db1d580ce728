import { useQuery } from "@tanstack/react-query";
import { Download, GitCompareArrows, List, Plus, Workflow } from "lucide-react";
import { useMemo } from "react";
import { useSearch } from "wouter";
import { call } from "@/api/call";
import { navigate } from "@/app/location";
import { useOverview } from "@/app/useOverview";
import { useDrift } from "@/app/useProject";
import type { RelationName } from "@/data/edits";
import { relationPath } from "@/data/urlState";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Empty } from "@/ui/Empty";
import { ErrorPanel } from "@/ui/ErrorPanel";
import { BoxesSkeleton, Loading } from "@/ui/Loading";
import { useLate } from "@/ui/useLate";
import { Canvas } from "./Canvas";
import { DiagramList } from "./DiagramList";
import { driftMarks, withMissing } from "./drift";
import { neighbourhood, restrict } from "./graph";
import { type Detail, details, hasSchemas, tableId, toGraph } from "./model";
import { saveSvg } from "./saveSvg";
import type { DriftMark } from "./TableNode";
import { TableSearch } from "./TableSearch";
import { useLayout } from "./useLayout";

const diagramKey = ["diagram"];
/** So many tables near one are seen at a glance; so many more come with each wish for more. */
const step = 40;
/** Above so many tables one begins with a search and what is near. */
const wholeAtMost = 60;

interface Settings {
  detail: Detail;
  /** How many foreign keys away; 0 shows everything. */
  hops: number;
  /** How many tables at most where one looks at what is near. */
  most: number;
  list: boolean;
  drift: boolean;
}

function readSettings(search: string): Settings {
  const parameters = new URLSearchParams(search);
  const detail = details.find((one) => one.detail === parameters.get("detail"))?.detail ?? "keys";
  const hops = Number(parameters.get("near") ?? "1");
  const most = Number(parameters.get("most"));
  return {
    detail,
    hops: [0, 1, 2].includes(hops) ? hops : 1,
    most: Number.isInteger(most) && most > step ? most : step,
    list: parameters.has("list"),
    drift: parameters.has("drift"),
  };
}

function writeSettings({ detail, hops, most, list, drift }: Settings): string {
  const parameters = new URLSearchParams();
  if (detail !== "keys") parameters.set("detail", detail);
  if (hops !== 1) parameters.set("near", String(hops));
  if (most !== step) parameters.set("most", String(most));
  if (list) parameters.set("list", "");
  if (drift) parameters.set("drift", "");
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

function pathOf(focus: RelationName | null, settings: Settings): string {
  const path = focus === null ? "/diagram" : relationPath(focus.schema, focus.name).replace(/^\/data/, "/diagram");
  return path + writeSettings(settings);
}

function nameOf(id: string): RelationName {
  const [schema = "", name = ""] = JSON.parse(id) as string[];
  return { schema, name };
}

export default function DiagramView({ focus }: { focus: RelationName | null }) {
  const settings = readSettings(useSearch());
  const { detail, hops, most, list } = settings;
  const query = useQuery({ queryKey: diagramKey, queryFn: ({ signal }) => call("/api/diagram", {}, { signal }) });
  const drifted = useDrifted(settings.drift);
  const response = useMemo(
    () => (query.data === undefined ? undefined : withMissing(query.data, drifted)),
    [query.data, drifted],
  );
  const focused = focus === null ? null : tableId(focus.schema, focus.name);
  const whole = useMemo(() => (response === undefined ? null : toGraph(response, detail)), [response, detail]);
  const many = (response?.tables.length ?? 0) > wholeAtMost;
  const asking = many && focused === null && hops !== 0;
  const near = useMemo(
    () => (whole === null || focused === null || hops === 0 ? null : neighbourhood(whole, focused, hops, most)),
    [whole, focused, hops, most],
  );
  const shown = useMemo(() => (whole !== null && near !== null ? restrict(whole, near.ids) : whole), [whole, near]);
  const { layout, of, running } = useLayout(asking ? null : shown);
  const late = useLate(running);
  const ids = useMemo(() => new Set(shown?.nodes.map(({ id }) => id)), [shown]);
  const change = (next: Partial<Settings>) => navigate(pathOf(focus, { ...settings, ...next }), { replace: true });
  const go = (id: string | null) => navigate(pathOf(id === null ? null : nameOf(id), { ...settings, most: step }));
  const more = near === null ? 0 : near.found - near.ids.size;

  if (query.isError && query.data === undefined)
    return <ErrorPanel error={query.error} onRetry={() => query.refetch()} />;
  if (response === undefined) {
    return (
      <Loading what="Reading the tables" queryKey={diagramKey} query={query}>
        <BoxesSkeleton />
      </Loading>
    );
  }
  if (response.tables.length === 0) {
    return <Empty title="No tables to draw">The diagram shows tables and their foreign keys.</Empty>;
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div role="toolbar" aria-label="Diagram" className="@container shrink-0 border-b">
        <div className="flex min-h-9 flex-wrap items-center gap-2 px-2 py-1">
          <TableSearch tables={response.tables} focused={focused} onChoose={go} />
          <Choice
            label="What is shown"
            options={[
              [1, "1 hop"],
              [2, "2 hops"],
              [0, "Everything"],
            ]}
            value={focused === null && !many ? 0 : hops}
            onChange={(next) => change({ hops: next })}
          />
          <Choice
            label="Detail"
            options={details.map((one): [Detail, string] => [one.detail, one.label])}
            value={detail}
            onChange={(next) => change({ detail: next })}
          />
          <span className="text-sm text-muted">
            {asking ? response.tables.length : ids.size}
            {more > 0 && ` of ${near?.found}`} {ids.size === 1 ? "table" : "tables"}
            {late && ", laying out…"}
          </span>
          {more > 0 && (
            <Button kind="ghost" onClick={() => change({ most: most + step })}>
              <Plus aria-hidden />
              {Math.min(step, more)} more
            </Button>
          )}
          <span className="ml-auto flex items-center gap-1">
            <DriftToggle on={settings.drift} onChange={(drift) => change({ drift })} />
            <Button
              kind="ghost"
              title={list ? "As a diagram" : "As a list"}
              aria-pressed={list}
              onClick={() => change({ list: !list })}
            >
              {list ? <Workflow aria-hidden /> : <List aria-hidden />}
              <span className="sr-only @min-[900px]:not-sr-only">{list ? "As a diagram" : "As a list"}</span>
            </Button>
            <Button
              kind="ghost"
              title="Save as SVG"
              disabled={layout === null || asking}
              onClick={() =>
                layout !== null &&
                saveSvg(
                  { ...response, tables: tablesOf(response, ids) },
                  { layout, detail, qualified: hasSchemas(response), drifted, focused },
                )
              }
            >
              <Download aria-hidden />
              <span className="sr-only @min-[900px]:not-sr-only">SVG</span>
            </Button>
          </span>
        </div>
      </div>
      {list ? (
        <DiagramList
          response={response}
          shown={asking ? new Set(whole?.nodes.map(({ id }) => id)) : ids}
          drifted={drifted}
        />
      ) : asking ? (
        <Empty
          title={`${response.tables.length} tables`}
          action={<Button onClick={() => change({ hops: 0 })}>Show everything</Button>}
        >
          Search for a table, or choose one at the left, to see it with what it refers to and what refers to it.
        </Empty>
      ) : layout !== null && of !== null ? (
        <div className={cx("min-h-0 flex-1", late && "opacity-55")}>
          <Canvas
            response={response}
            layout={layout}
            detail={detail}
            focused={focused}
            wish={JSON.stringify([detail, hops, most])}
            pending={running}
            drifted={drifted}
            onFocus={go}
            onOpen={(id) => drifted.get(id) !== "create" && navigate(relationPath(nameOf(id).schema, nameOf(id).name))}
          />
        </div>
      ) : (
        <div className="min-h-0 flex-1 overflow-hidden">{late && <BoxesSkeleton />}</div>
      )}
    </div>
  );
}

function tablesOf<Table extends RelationName>({ tables }: { tables: Table[] }, ids: ReadonlySet<string>): Table[] {
  return tables.filter(({ schema, name }) => ids.has(tableId(schema, name)));
}

function useDrifted(on: boolean): ReadonlyMap<string, DriftMark> {
  const { project } = useOverview();
  const { data } = useDrift(project && on);
  return useMemo(() => driftMarks(on ? (data?.objects ?? []) : []), [on, data]);
}

function DriftToggle({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const { project } = useOverview();
  if (!project) return null;
  return (
    <Button
      kind="ghost"
      title="Show what differs from schema.yaml"
      aria-pressed={on}
      className={cx(on && "bg-accent-tint text-accent")}
      onClick={() => onChange(!on)}
    >
      <GitCompareArrows aria-hidden />
      <span className="sr-only @min-[900px]:not-sr-only">Drift</span>
    </Button>
  );
}

function Choice<Value extends string | number>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: [Value, string][];
  value: Value;
  onChange: (value: Value) => void;
}) {
  return (
    <fieldset className="flex h-7 overflow-hidden rounded-[6px] border border-line-strong">
      <legend className="sr-only">{label}</legend>
      {options.map(([option, text]) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          onClick={() => onChange(option)}
          className={cx(
            "border-l border-line-strong px-2.5 text-sm [&:nth-child(2)]:border-l-0",
            option === value ? "bg-accent-tint font-medium text-accent" : "text-muted hover:bg-hover hover:text-text",
          )}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
