import { useEffect, useState } from "react";

/** True once `running` has lasted `delay` ms, so that quick answers do not flicker. */
export function useLate(running: boolean, delay = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!running) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), delay);
    return () => clearTimeout(timer);
  }, [running, delay]);
  return running && late;
}
