import { useRef, useState } from "react";

type Actions = { [name: string]: (...given: never[]) => unknown };

/**
 * The same functions at each drawing, each of which does what the latest of its name does: what is given them is not drawn
 * anew because they were made anew. The names are those of the first drawing.
 */
export function useSteady<Given extends { [Name in keyof Given]: Actions[string] }>(latest: Given): Given {
  const current = useRef(latest);
  current.current = latest;
  const [steady] = useState(() => {
    const names = Object.keys(latest) as (keyof Given)[];
    const call =
      (name: keyof Given) =>
      (...given: never[]) =>
        current.current[name](...given);
    return Object.fromEntries(names.map((name) => [name, call(name)])) as Given;
  });
  return steady;
}
