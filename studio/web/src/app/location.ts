import { useSyncExternalStore } from "react";

/**
 * The page's place is in the fragment, as `#/data/public/user?sort=name`: a fragment is never sent to a server, so no
 * filter value ends up in a request line or a log.
 */
export interface Place {
  path: string;
  search: string;
}

/** What `hash` (with or without `#`) says; the start page where it is no place of ours. */
export function parsePlace(hash: string): Place {
  const text = hash.replace(/^#/, "");
  if (!text.startsWith("/")) return { path: "/", search: "" };
  const mark = text.indexOf("?");
  return mark < 0 ? { path: text, search: "" } : { path: text.slice(0, mark), search: text.slice(mark + 1) };
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  window.addEventListener("popstate", changed);
  return () => {
    window.removeEventListener("hashchange", changed);
    window.removeEventListener("popstate", changed);
  };
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const hash = `#${to}`;
  if (hash === window.location.hash) return;
  if (options.replace) window.history.replaceState(null, "", hash);
  else window.history.pushState(null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

/** For wouter's `<Router hook>`. */
export function useHashPath(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, () => parsePlace(window.location.hash).path), navigate];
}

/** For wouter's `<Router searchHook>`. */
export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, () => parsePlace(window.location.hash).search);
}
