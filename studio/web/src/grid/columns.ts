/** How a person has laid out the columns of one table; names only, so it may be stored. */
export interface ColumnLayout {
  order: string[];
  hidden: string[];
  pinned: string[];
  widths: Record<string, number>;
}

export const plainLayout: ColumnLayout = { order: [], hidden: [], pinned: [], widths: {} };

export const narrowest = 48;
export const widest = 900;

/** The columns in the order to show: pinned ones first, new ones of the table at the end, dropped ones forgotten. */
export function arrange(names: readonly string[], layout: ColumnLayout): string[] {
  const known = new Set(names);
  const placed = new Set(layout.order);
  const all = [...layout.order.filter((name) => known.has(name)), ...names.filter((name) => !placed.has(name))];
  const hidden = new Set(layout.hidden);
  const pinned = new Set(layout.pinned);
  const shown = all.filter((name) => !hidden.has(name));
  return [...shown.filter((name) => pinned.has(name)), ...shown.filter((name) => !pinned.has(name))];
}

/** Puts a column in the place of another; among pinned columns it is pinned, and among others it is not. */
export function moveColumn(names: readonly string[], layout: ColumnLayout, name: string, to: string): ColumnLayout {
  const order = arrange(names, { ...layout, hidden: [] });
  const from = order.indexOf(name);
  const target = order.indexOf(to);
  if (from < 0 || target < 0 || from === target) return layout;
  order.splice(from, 1);
  order.splice(target, 0, name);
  const adopts = layout.pinned.includes(name) !== layout.pinned.includes(to);
  return { ...layout, order, pinned: adopts ? toggled(layout.pinned, name) : layout.pinned };
}

export function shiftColumn(names: readonly string[], layout: ColumnLayout, name: string, by: -1 | 1): ColumnLayout {
  const shown = arrange(names, layout);
  const to = shown[shown.indexOf(name) + by];
  return to === undefined ? layout : moveColumn(names, layout, name, to);
}

function toggled(list: readonly string[], name: string): string[] {
  return list.includes(name) ? list.filter((one) => one !== name) : [...list, name];
}

export function togglePinned(layout: ColumnLayout, name: string): ColumnLayout {
  return { ...layout, pinned: toggled(layout.pinned, name) };
}

export function toggleHidden(layout: ColumnLayout, name: string): ColumnLayout {
  return { ...layout, hidden: toggled(layout.hidden, name) };
}

export function resize(layout: ColumnLayout, name: string, width: number): ColumnLayout {
  const clamped = Math.round(Math.min(widest, Math.max(narrowest, width)));
  return { ...layout, widths: { ...layout.widths, [name]: clamped } };
}

const letter = 7.6;

/** About how many letters a heading is wide: its type is written smaller, and signs of keys take some room. */
export function headingLetters(name: string, type: string, signs: number): number {
  return name.length + Math.min(13, type.length) * 0.8 + signs * 2.2;
}

/** A width at which these texts can be read, below a heading of so many letters. */
export function fittingWidth(texts: readonly (string | null)[], heading: number): number {
  const longest = texts.reduce((most, text) => Math.max(most, Math.min(60, text?.length ?? 4)), 0);
  return Math.round(Math.min(420, Math.max(64, heading * letter + 52, longest * letter + 20)));
}
