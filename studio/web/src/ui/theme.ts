import { useSyncExternalStore } from "react";
import { keep, kept } from "./kept";

export type ThemeChoice = "system" | "light" | "dark";

const name = "theme";
const listeners = new Set<() => void>();
let choice: ThemeChoice = kept<ThemeChoice>(localStorage, name, "system");

const dark = () => window.matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const isDark = choice === "dark" || (choice === "system" && dark().matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

/** Before anything is drawn, so that no one sees the other theme first; from then on it follows the system. */
export function startTheme(): void {
  apply();
  dark().addEventListener("change", apply);
}

function choose(next: ThemeChoice): void {
  choice = next;
  keep(localStorage, name, next);
  apply();
  for (const listener of listeners) listener();
}

export function useTheme(): [ThemeChoice, (next: ThemeChoice) => void] {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => choice,
  );
  return [current, choose];
}
