import { useEffect } from "react";
import { useStored } from "./useStored";

export type ThemeChoice = "system" | "light" | "dark";

const dark = () => window.matchMedia("(prefers-color-scheme: dark)");

function apply(choice: ThemeChoice): void {
  const isDark = choice === "dark" || (choice === "system" && dark().matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

export function useTheme(): [ThemeChoice, (next: ThemeChoice) => void] {
  const [choice, setChoice] = useStored<ThemeChoice>("theme", "system");
  useEffect(() => {
    apply(choice);
    const media = dark();
    const follow = () => apply(choice);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [choice]);
  return [choice, setChoice];
}
