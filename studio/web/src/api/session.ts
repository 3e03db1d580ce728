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
  setTabToken((await call("/session/tab", {})).tab);
}

/**
 * Trades the one-time token for a session. The fragment leaves the address bar before anything is sent, so it does not
 * stay in the history.
 */
export async function openSession(): Promise<void> {
  const token = tokenOf(window.location.hash);
  if (token === null) return resumeSession();
  window.history.replaceState(null, "", `${window.location.pathname}#/`);
  try {
    setTabToken((await call("/session", { token })).tab);
  } catch (error) {
    // A used link in a browser that already has the cookie is a second tab.
    await resumeSession().catch(() => {
      throw error;
    });
  }
}
