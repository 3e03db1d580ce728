import { ChevronRight, TriangleAlert } from "lucide-react";
import { Fragment, useState } from "react";
import { count } from "@/data/values";
import { Chip } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { misguess, type Plan, type PlanNode, readPlan } from "./plan";

/** EXPLAIN as a tree: where the time or the cost goes is seen by the bars. */
export function ExplainView({ text }: { text: string }) {
  const plan = readPlan(text);
  if (plan === null) return <pre className="mono overflow-auto p-3">{text}</pre>;
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <table className="w-full border-collapse text-left">
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
        <tbody>
          {plan.nodes.map((node) => (
            <NodeRows key={node.id} node={node} plan={plan} />
          ))}
        </tbody>
      </table>
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

function NodeRows({ node, plan }: { node: PlanNode; plan: Plan }) {
  const [open, setOpen] = useState(false);
  const share = node.selfTime === null ? node.selfCost / (plan.totalCost || 1) : node.selfTime / (plan.totalTime || 1);
  const off = misguess(node);
  const columns = plan.totalTime === null ? 4 : 6;
  return (
    <Fragment>
      <tr className="hover:bg-surface">
        <td className="border-b px-3 py-1">
          <button
            type="button"
            aria-expanded={open}
            disabled={node.details.length === 0}
            onClick={() => setOpen(!open)}
            className="flex items-center gap-1.5 text-left"
            style={{ paddingLeft: node.depth * 18 }}
          >
            <ChevronRight
              className={cx(
                "size-3.5 shrink-0 text-muted",
                open && "rotate-90",
                node.details.length === 0 && "opacity-0",
              )}
              aria-hidden
            />
            <span className="font-medium">{node.title}</span>
            {node.subject !== null && <span className="mono text-muted">{node.subject}</span>}
          </button>
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
      {open && (
        <tr>
          <td
            colSpan={columns}
            className="border-b bg-surface py-1.5 pr-3"
            style={{ paddingLeft: 34 + node.depth * 18 }}
          >
            <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-0.5">
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
