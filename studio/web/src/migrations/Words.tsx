import { useState } from "react";
import { Button } from "@/ui/Button";
import { paragraphs } from "./paragraphs";

const shownAtFirst = 8;

/** The comment that opens a migration: what changes, and what its proof saw. */
export function Words({ words }: { words: string[] }) {
  const lines = words.filter((line) => line !== "");
  const [all, setAll] = useState(lines.length <= shownAtFirst + 2);
  const shown = all ? lines : lines.slice(0, shownAtFirst);
  return (
    <div className="flex flex-col gap-2 rounded-[6px] border bg-surface px-3 py-2 text-sm">
      {paragraphs(shown).map(({ at, text, below }) => (
        <section key={at}>
          {below.length === 0 ? <p>{text}</p> : <h3 className="font-medium text-muted">{text}</h3>}
          {below.length > 0 && (
            <ul className="list-disc pl-5">
              {below.map((line, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change
                <li key={place}>{line}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
      {!all && (
        <Button kind="ghost" className="-ml-2 h-6 self-start" onClick={() => setAll(true)}>
          {lines.length - shown.length} more lines
        </Button>
      )}
    </div>
  );
}
