import { useEffect, useRef } from "react";

/** Does `act`, as it was last given, once the part of the page is gone, whatever took it away. */
export function useGone(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  const isThere = useRef(false);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
      // While one develops, React takes each part away and brings it back once.
      queueMicrotask(() => {
        if (!isThere.current) latest.current();
      });
    };
  }, []);
}
