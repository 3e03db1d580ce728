export interface HistoryEntry {
  text: string;
  /** When it was run, in milliseconds. */
  at: number;
  milliseconds: number;
  failed: boolean;
}

const most = 200;
const longest = 20_000;

/** The newest first; a text that was run again moves up. */
export function remember(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  if (entry.text.trim() === "" || entry.text.length > longest) return [...history];
  return [entry, ...history.filter(({ text }) => text.trim() !== entry.text.trim())].slice(0, most);
}
