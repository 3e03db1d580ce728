import { useState } from "react";
import { Button } from "@/ui/Button";

const shownAtFirst = 8;

/** The comment that opens a migration: what changes, and what its proof saw. */
export function Words({ words }: { words: string[] }) {
  const [all, setAll] = useState(words.length <= shownAtFirst + 2);
  const shown = all ? words : words.slice(0, shownAtFirst);
  return (
    <div className="rounded-[6px] border bg-surface px-3 py-2">
      <ul className="text-sm">
        {shown.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change
          <li key={at}>{line}</li>
        ))}
      </ul>
      {!all && (
        <Button kind="ghost" className="mt-1 -ml-2 h-6" onClick={() => setAll(true)}>
          {words.length - shown.length} more lines
        </Button>
      )}
    </div>
  );
}
