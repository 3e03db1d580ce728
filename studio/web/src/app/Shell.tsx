import { useQueryClient } from "@tanstack/react-query";
import { Keyboard, Moon, PanelLeft, RefreshCw, Sun } from "lucide-react";
import { Suspense, useCallback, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { useLocation } from "wouter";
import { call } from "@/api/call";
import { DataPage } from "@/data/DataPage";
import { EditBar } from "@/data/EditBar";
import { relationPath } from "@/data/urlState";
import { useApplyNews } from "@/migrations/session";
import { LiveRegion } from "@/ui/live";
import { Splitter } from "@/ui/Splitter";
import { useTheme } from "@/ui/theme";
import { useStored } from "@/ui/useStored";
import { ConnectionBanner, EnvironmentBanner } from "./Banners";
import { KeysDialog } from "./KeysDialog";
import { useKeys } from "./keys";
import { laterView, readViews } from "./laterView";
import { navigate } from "./location";
import { Palette } from "./Palette";
import { Sidebar } from "./Sidebar";
import { TopBar } from "./TopBar";
import { UnlockDialog } from "./UnlockDialog";
import { overviewKey, useOverview } from "./useOverview";
import { ViewBoundary } from "./ViewBoundary";
import { type ViewName, viewOf, views } from "./views";

const [SqlView, DiagramView, DriftView, MigrationsView] = [
  laterView(() => import("@/sql/SqlView")),
  laterView(() => import("@/diagram/DiagramView")),
  laterView(() => import("@/drift/DriftView")),
  laterView(() => import("@/migrations/MigrationsView")),
];

/** The table of `/data/<schema>/<name>`. */
export function relationOf(path: string): { schema: string; name: string } | null {
  const [, view, schema, name] = path.split("/");
  if ((view !== "data" && view !== "diagram") || !schema || !name) return null;
  try {
    return { schema: decodeURIComponent(schema), name: decodeURIComponent(name) };
  } catch {
    return null;
  }
}

/** Where there is a list with a filter: whether there is one. */
function focusFilter(): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-filter]");
  field?.focus();
  return field !== null;
}

export function Shell() {
  const [path] = useLocation();
  const [theme, setTheme] = useTheme();
  const [width, setWidth] = useStored("sidebar.width", 240);
  const [open, setOpen] = useStored("sidebar.open", true);
  const [dialog, setDialog] = useState<"keys" | "palette" | "unlock" | null>(null);
  const client = useQueryClient();
  const overview = useOverview();
  useApplyNews(overview.project);
  useEffect(readViews, []);
  const view = viewOf(path);
  const hasSidebar = view === "data" || view === "sql" || view === "diagram";
  const sidebar = open && hasSidebar;
  const refresh = useCallback(() => void client.invalidateQueries(), [client]);
  const close = () => setDialog(null);
  const lock = async () => {
    client.setQueryData(overviewKey, await call("/api/lock", {}));
    client.invalidateQueries({ queryKey: ["relation"] });
  };

  useKeys({
    "?": () => setDialog("keys"),
    "/": () => {
      if (focusFilter() || !hasSidebar) return;
      flushSync(() => setOpen(true));
      focusFilter();
    },
    "Ctrl+k": () => setDialog("palette"),
    "Ctrl+b": () => setOpen(!open),
    ...Object.fromEntries(views.map(({ path: to }, at) => [`Alt+${at + 1}`, () => navigate(to)])),
  });

  const commands = [
    { label: "Read everything again", icon: <RefreshCw aria-hidden />, run: refresh },
    { label: "Show or hide the sidebar", keys: "Ctrl B", icon: <PanelLeft aria-hidden />, run: () => setOpen(!open) },
    { label: "Light theme", icon: <Sun aria-hidden />, run: () => setTheme("light") },
    { label: "Dark theme", icon: <Moon aria-hidden />, run: () => setTheme("dark") },
    { label: "Show the keys", keys: "?", icon: <Keyboard aria-hidden />, run: () => setDialog("keys") },
  ];

  return (
    <div className="flex h-full flex-col">
      <EnvironmentBanner />
      <TopBar
        theme={theme}
        onTheme={setTheme}
        onFind={() => setDialog("palette")}
        onKeys={() => setDialog("keys")}
        onUnlock={() => setDialog("unlock")}
        onLock={lock}
      />
      <ConnectionBanner />
      <div className="flex min-h-0 flex-1">
        {sidebar && (
          <div className="h-full shrink-0" style={{ width }}>
            <Sidebar
              schemas={overview.schemas}
              relations={overview.relations}
              current={relationOf(path)}
              onOpen={({ schema, name }) =>
                navigate(
                  view === "diagram"
                    ? relationPath(schema, name).replace(/^\/data/, "/diagram")
                    : relationPath(schema, name),
                )
              }
            />
          </div>
        )}
        <main className="flex min-w-0 flex-1">
          {sidebar && (
            <Splitter label="Width of the sidebar" grows="right" size={width} min={160} max={520} onSize={setWidth} />
          )}
          <div className="flex min-w-0 flex-1 flex-col">
            <h1 className="sr-only">{views.find(({ name }) => name === view)?.label}</h1>
            <ViewBoundary key={view}>
              <Suspense fallback={null}>
                <CurrentView view={view} path={path} />
              </Suspense>
            </ViewBoundary>
            <EditBar shown={view === "data"} />
          </div>
        </main>
      </div>
      <Palette open={dialog === "palette"} onClose={close} commands={commands} />
      <KeysDialog open={dialog === "keys"} onClose={close} />
      <UnlockDialog open={dialog === "unlock"} onClose={close} />
      <LiveRegion />
    </div>
  );
}

function CurrentView({ view, path }: { view: ViewName; path: string }) {
  switch (view) {
    case "data":
      return <DataPage relation={relationOf(path)} />;
    case "sql":
      return <SqlView />;
    case "diagram":
      return <DiagramView focus={relationOf(path)} />;
    case "drift":
      return <DriftView />;
    case "migrations":
      return <MigrationsView />;
  }
}
