import { call } from "./call";
import { setTabToken } from "./http";

/** The one-time token of the URL that `keel studio` printed, where the fragment is one. */
export function tokenOf(hash: string): string | null {
  const text = hash.replace(/^#/, "");
  if (text === "" || text.startsWith("/")) return null;
  const token = new URLSearchParams(text).get("token") ?? text;
  return /^[A-Za-z0-9_-]{16,}=*$/.test(token) ? token : null;
}

/** Asks for a tab's token by the cookie: after a reload, or in a second tab. */
export async function resumeSession(): Promise<void> {
  setTabToken((await call("/session/tab", {}, { quiet: true })).tab);
}

/**
 * Trades the one-time token for a session. The fragment leaves the address bar before anything is sent, so it does not
 * stay in the history; `place` takes its place.
 */
export async function openSession(place = "#/"): Promise<void> {
  const token = tokenOf(window.location.hash);
  if (token === null) return resumeSession();
  window.history.replaceState(null, "", `${window.location.pathname}${place}`);
  try {
    setTabToken((await call("/session", { token }, { quiet: true })).tab);
  } catch (error) {
    // A used link in a browser that already has the cookie is a second tab.
    await resumeSession().catch(() => {
      throw error;
    });
  }
}

/**
 * Hears of an address with a token that is opened in this tab later: to the browser that is no more than another place
 * of the same page. `opened` is told the place where the tab was. Has to listen before the page does.
 */
export function onAddress(opened: (place: string) => void): void {
  const placeNow = () => (tokenOf(window.location.hash) === null ? window.location.hash : "");
  let place = placeNow();
  const listen = (event: Event) => {
    if (tokenOf(window.location.hash) === null) {
      place = placeNow();
      return;
    }
    event.stopImmediatePropagation();
    opened(place === "" ? "#/" : place);
  };
  window.addEventListener("popstate", listen);
  window.addEventListener("hashchange", listen);
}
