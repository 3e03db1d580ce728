/** Values in one field: `one, "two, three", ""`. Quotes are for commas, quotes, spaces at an end and the empty string. */
export function writeList(values: readonly string[]): string {
  return values.map((value) => (/^$|^\s|\s$|[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(", ");
}

/** What `writeList` wrote, and what a person writes: a quote within a value without quotes is itself. */
export function readList(text: string): string[] {
  const part = /\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)/y;
  const values: string[] = [];
  for (let more = true; more; ) {
    const found = part.exec(text);
    if (found === null) break;
    values.push(found[1] === undefined ? (found[2] ?? "").trim() : found[1].replaceAll('""', '"'));
    more = found[0].endsWith(",");
  }
  return values;
}
