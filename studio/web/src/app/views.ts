import { Database, GitCompareArrows, ListChecks, type LucideIcon, SquareTerminal, Workflow } from "lucide-react";

export type ViewName = "data" | "sql" | "diagram" | "drift" | "migrations";

export interface View {
  name: ViewName;
  label: string;
  path: string;
  icon: LucideIcon;
}

export const views: View[] = [
  { name: "data", label: "Data", path: "/data", icon: Database },
  { name: "sql", label: "SQL", path: "/sql", icon: SquareTerminal },
  { name: "diagram", label: "Diagram", path: "/diagram", icon: Workflow },
  { name: "drift", label: "Drift", path: "/drift", icon: GitCompareArrows },
  { name: "migrations", label: "Migrations", path: "/migrations", icon: ListChecks },
];

export function viewOf(path: string): ViewName {
  return views.find((view) => path === view.path || path.startsWith(`${view.path}/`))?.name ?? "data";
}
