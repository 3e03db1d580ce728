/** The text as a field of the browser holds it, which knows one line end. */
export function flattened(text: string): string {
  return text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
}

/** The line end that a text has most of. */
export function usualEnd(text: string): string {
  if (!text.includes("\r")) return "\n";
  const counts = new Map<string, number>();
  for (const [end] of text.matchAll(/\r\n|\r|\n/g)) counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/**
 * `before` as one edit in a field has made it: what the edit did not touch keeps its line ends, and new lines end with
 * `end`.
 */
export function afterEdit(before: string, edited: string, end: string): string {
  if (end === "\n" && !before.includes("\r")) return edited;
  const flat = flattened(before);
  const most = Math.min(flat.length, edited.length);
  let head = 0;
  while (head < most && flat[head] === edited[head]) head += 1;
  let tail = 0;
  while (tail < most - head && flat[flat.length - 1 - tail] === edited[edited.length - 1 - tail]) tail += 1;
  const kept = before.slice(0, placeIn(before, head));
  const rest =
    edited.slice(head, edited.length - tail).replaceAll("\n", end) + before.slice(placeIn(before, flat.length - tail));
  // A lone CR before a lone LF would become one line end of the two.
  return kept.endsWith("\r") && rest.startsWith("\n") ? `${kept.slice(0, -1)}\n${rest}` : kept + rest;
}

/** Where in `text` that place is which has so many characters before it once the text is flattened. */
function placeIn(text: string, characters: number): number {
  let at = 0;
  for (let passed = 0; passed < characters; passed += 1) at += text.startsWith("\r\n", at) ? 2 : 1;
  return at;
}
