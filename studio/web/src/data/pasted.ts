/**
 * Text of a spreadsheet, or of our own grid, as rows of cells: tabs between cells, line ends between rows. Nothing at all
 * is NULL and `""` is the empty string, as in COPY … CSV.
 *
 * Spreadsheets quote a cell only where it has tabs, line ends or quotes in it. What stands in quotes without such a need
 * is a text that has these quotes.
 */
export function parsePasted(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length; ) {
    const { value, end } = quotedCell(text, at) ?? plainCell(text, at);
    row.push(value);
    if (text.charAt(end) === "\t") {
      at = end + 1;
      // A tab at the very end still has a cell after it.
      if (at === text.length) row.push(null);
      continue;
    }
    rows.push(row);
    row = [];
    at = end + lineEnd(text, end);
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

interface PastedCell {
  value: string | null;
  /** Where the tab, the line end or the end of the text is that comes after it. */
  end: number;
}

/** How many characters the line end at this place has; 0 where there is none. */
function lineEnd(text: string, at: number): number {
  const character = text.charAt(at);
  if (character === "\r") return text.charAt(at + 1) === "\n" ? 2 : 1;
  return character === "\n" ? 1 : 0;
}

function plainCell(text: string, from: number): PastedCell {
  let end = from;
  while (end < text.length && text.charAt(end) !== "\t" && lineEnd(text, end) === 0) end += 1;
  return { value: end === from ? null : text.slice(from, end), end };
}

function quotedCell(text: string, from: number): PastedCell | null {
  if (text.charAt(from) !== '"') return null;
  let close = text.indexOf('"', from + 1);
  while (close >= 0 && text.charAt(close + 1) === '"') close = text.indexOf('"', close + 2);
  if (close < 0) return null;
  const end = close + 1;
  if (end < text.length && text.charAt(end) !== "\t" && lineEnd(text, end) === 0) return null;
  const value = text.slice(from + 1, close);
  return value === "" || /["\t\r\n]/.test(value) ? { value: value.replaceAll('""', '"'), end } : null;
}
