import { ChevronRight, TriangleAlert } from "lucide-react";
import { Fragment, type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { count } from "@/data/values";
import { Chip } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { misguess, type Plan, readPlan } from "./plan";
import { shownNodes, type TreeNode, treeStep } from "./planTree";

/** EXPLAIN as a tree: where the time or the cost goes is seen by the bars. */
export function ExplainView({ text }: { text: string }) {
  const plan = useMemo(() => readPlan(text), [text]);
  if (plan === null) return <pre className="mono overflow-auto p-3">{text}</pre>;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <PlanTree key={text} plan={plan} />
      <dl className="flex flex-wrap gap-x-6 gap-y-1 p-3 text-sm text-muted">
        {plan.facts.map(([name, value]) => (
          <div key={name} className="flex gap-1.5">
            <dt>{name}</dt>
            <dd className="mono text-text">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The arrows move, and close and open what is below a node; Enter shows what PostgreSQL says of it. */
function PlanTree({ plan }: { plan: Plan }) {
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const [detailed, setDetailed] = useState<ReadonlySet<number>>(new Set());
  const [active, setActive] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = useMemo(() => shownNodes(plan.nodes, closed), [plan, closed]);
  const at = Math.max(
    0,
    shown.findIndex(({ node }) => node.id === active),
  );
  const focus = (id: number) => {
    setActive(id);
    body.current?.querySelector<HTMLElement>(`[data-node="${id}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const here = shown[at];
    const step = treeStep(shown, at, event.key);
    if ((event.key === "Enter" || event.key === " ") && here !== undefined)
      setDetailed(toggled(detailed, here.node.id));
    else if (step === null) return;
    else if ("go" in step) focus(shown[step.go]?.node.id ?? 0);
    else setClosed(toggled(closed, "open" in step ? step.open : step.close));
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a tree with columns is a table to the eye
    <table role="treegrid" aria-label="Nodes of the plan" className="w-full border-collapse text-left">
      <thead className="sticky top-0 z-10 bg-surface text-sm text-muted">
        <tr>
          <Heading>Node</Heading>
          <Heading>{plan.totalTime === null ? "Cost of its own" : "Time of its own"}</Heading>
          <Heading right>Rows guessed</Heading>
          {plan.totalTime !== null && <Heading right>Rows</Heading>}
          {plan.totalTime !== null && <Heading right>Loops</Heading>}
          <Heading right>Cost</Heading>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown}>
        {shown.map((one, index) => (
          <NodeRows
            key={one.node.id}
            shown={one}
            plan={plan}
            active={index === at}
            detailed={detailed.has(one.node.id)}
            onFocus={() => setActive(one.node.id)}
            onToggle={() => {
              focus(one.node.id);
              setClosed(toggled(closed, one.node.id));
            }}
            onDetails={() => {
              focus(one.node.id);
              setDetailed(toggled(detailed, one.node.id));
            }}
          />
        ))}
      </tbody>
    </table>
  );
}

function toggled(set: ReadonlySet<number>, id: number): Set<number> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

function Heading({ children, right = false }: { children: string; right?: boolean }) {
  return (
    <th
      scope="col"
      className={cx("h-7 border-b border-line-strong px-3 font-medium whitespace-nowrap", right && "text-right")}
    >
      {children}
    </th>
  );
}

interface NodeRowsProps {
  shown: TreeNode;
  plan: Plan;
  active: boolean;
  /** Whether what PostgreSQL says of it is shown. */
  detailed: boolean;
  onFocus: () => void;
  onToggle: () => void;
  onDetails: () => void;
}

function NodeRows({ shown, plan, active, detailed, onFocus, onToggle, onDetails }: NodeRowsProps) {
  const { node, position, size, open } = shown;
  const id = useId();
  const share = node.selfTime === null ? node.selfCost / (plan.totalCost || 1) : node.selfTime / (plan.totalTime || 1);
  const off = misguess(node);
  const columns = plan.totalTime === null ? 4 : 6;
  const hasDetails = node.details.length > 0;
  return (
    <Fragment>
      <tr
        data-node={node.id}
        aria-level={node.depth + 1}
        aria-posinset={position}
        aria-setsize={size}
        aria-expanded={open ?? undefined}
        aria-describedby={detailed && hasDetails ? id : undefined}
        tabIndex={active ? 0 : -1}
        onFocus={onFocus}
        onClick={hasDetails ? onDetails : undefined}
        className={cx(
          "focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent",
          hasDetails && "cursor-pointer",
          detailed ? "bg-surface" : "hover:bg-surface",
        )}
      >
        <td className="border-b px-3 py-1">
          <span className="flex items-center gap-1.5" style={{ paddingLeft: node.depth * 18 }}>
            {open === null ? (
              <span className="w-3.5 shrink-0" />
            ) : (
              // biome-ignore lint/a11y/noStaticElementInteractions: the arrows do the same
              // biome-ignore lint/a11y/useKeyWithClickEvents: the arrows do the same
              <span
                data-toggle
                className="-m-1 shrink-0 rounded-[4px] p-1 text-muted hover:bg-hover hover:text-text"
                onClick={(event) => {
                  event.stopPropagation();
                  onToggle();
                }}
              >
                <ChevronRight className={cx("size-3.5", open && "rotate-90")} aria-hidden />
              </span>
            )}
            <span className="font-medium">{node.title}</span>
            {node.subject !== null && <span className="mono text-muted">{node.subject}</span>}
          </span>
        </td>
        <td className="w-56 border-b px-3 py-1">
          <span className="flex items-center gap-2">
            <span className="h-1.5 w-24 shrink-0 overflow-hidden rounded-full bg-hover">
              <span
                className={cx("block h-full", share > 0.5 ? "bg-change" : "bg-muted")}
                style={{ width: `${Math.max(1, Math.min(100, share * 100))}%` }}
              />
            </span>
            <span className="mono whitespace-nowrap">
              {node.selfTime === null ? node.selfCost.toFixed(1) : `${node.selfTime.toFixed(2)} ms`}
            </span>
          </span>
        </td>
        <td className="mono border-b px-3 py-1 text-right whitespace-nowrap">
          {off !== null && (
            <Chip tone="change" className="mr-2">
              <TriangleAlert aria-hidden />
              {Math.round(off)} × off
            </Chip>
          )}
          {count(node.rows)}
        </td>
        {plan.totalTime !== null && (
          <td className="mono border-b px-3 py-1 text-right">{count(node.actualRows ?? 0)}</td>
        )}
        {plan.totalTime !== null && <td className="mono border-b px-3 py-1 text-right">{count(node.loops)}</td>}
        <td className="mono border-b px-3 py-1 text-right">{node.cost.toFixed(2)}</td>
      </tr>
      {detailed && hasDetails && (
        <tr aria-level={node.depth + 2}>
          <td
            colSpan={columns}
            className="border-b bg-surface py-1.5 pr-3"
            style={{ paddingLeft: 34 + node.depth * 18 }}
          >
            <dl id={id} className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-0.5">
              {node.details.map(([name, value]) => (
                <Fragment key={name}>
                  <dt className="text-sm text-muted">{name}</dt>
                  <dd className="mono break-words">{value}</dd>
                </Fragment>
              ))}
            </dl>
          </td>
        </tr>
      )}
    </Fragment>
  );
}
