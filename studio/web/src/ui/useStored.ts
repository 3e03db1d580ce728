import { useCallback, useState } from "react";

/** A setting of the page (a width, a theme; never a value of the database) that outlives a reload. */
export function useStored<Value>(name: string, initial: Value): [Value, (next: Value) => void] {
  const key = `keel.${name}`;
  const [value, setValue] = useState<Value>(() => {
    try {
      const text = localStorage.getItem(key);
      return text === null ? initial : (JSON.parse(text) as Value);
    } catch {
      return initial;
    }
  });
  const store = useCallback(
    (next: Value) => {
      setValue(next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A full or forbidden store only costs the setting.
      }
    },
    [key],
  );
  return [value, store];
}
