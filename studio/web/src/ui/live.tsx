import { useSyncExternalStore } from "react";

let message = "";
const listeners = new Set<() => void>();

/** Says `text` to a screen reader, and shows it for a moment. */
export function announce(text: string): void {
  message = text;
  for (const listener of listeners) listener();
  setTimeout(() => {
    if (message !== text) return;
    message = "";
    for (const listener of listeners) listener();
  }, 3500);
}

export function LiveRegion() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => message,
  );
  return (
    <div
      className="pointer-events-none fixed inset-x-0 bottom-20 z-50 flex justify-center"
      role="status"
      aria-live="polite"
    >
      {text !== "" && <span className="appear rounded-[6px] bg-text px-3 py-1.5 text-sm text-bg">{text}</span>}
    </div>
  );
}
