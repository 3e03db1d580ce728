import { useCallback, useState } from "react";
import { keep, kept } from "./kept";

/** A setting of the page (a width, a theme; never a value of the database) that outlives a reload. */
export function useStored<Value>(name: string, initial: Value): [Value, (next: Value) => void] {
  const [value, setValue] = useState<Value>(() => kept(localStorage, name, initial));
  const store = useCallback(
    (next: Value) => {
      setValue(next);
      keep(localStorage, name, next);
    },
    [name],
  );
  return [value, store];
}
