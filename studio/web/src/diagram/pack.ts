export interface Box {
  width: number;
  height: number;
}

export interface Packed {
  x: number;
  y: number;
}

/** Widths that are tried, as factors of that of a whole without gaps. */
const tried = [1, 1.2, 1.4, 1.7, 2, 2.5, 3];

/**
 * Puts boxes on shelves so that the whole comes near `ratio` (width to height): the tallest first, each on the first
 * shelf that has room.
 */
export function pack(boxes: readonly Box[], gap: number, ratio = 1.5): Packed[] {
  const area = boxes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = boxes.reduce((most, { width }) => Math.max(most, width), 0);
  let best: Shelved | null = null;
  for (const factor of tried) {
    const shelved = shelve(boxes, gap, Math.max(widest, Math.sqrt(area * ratio) * factor));
    // What counts is how small the whole has to be drawn to be seen.
    const size = Math.max(shelved.width / ratio, shelved.height);
    if (best === null || size < Math.max(best.width / ratio, best.height)) best = shelved;
  }
  return best?.places ?? [];
}

interface Shelved extends Box {
  places: Packed[];
}

function shelve(boxes: readonly Box[], gap: number, limit: number): Shelved {
  const order = boxes.map((box, at) => ({ box, at })).sort((a, b) => b.box.height - a.box.height || a.at - b.at);
  const shelves: { y: number; height: number; used: number }[] = [];
  const places: Packed[] = boxes.map(() => ({ x: 0, y: 0 }));
  let [width, height] = [0, 0];
  for (const { box, at } of order) {
    let shelf = shelves.find((one) => one.used + box.width <= limit && box.height <= one.height);
    if (shelf === undefined) {
      shelf = { y: height === 0 ? 0 : height + gap, height: box.height, used: 0 };
      shelves.push(shelf);
      height = shelf.y + box.height;
    }
    places[at] = { x: shelf.used, y: shelf.y };
    width = Math.max(width, shelf.used + box.width);
    shelf.used += box.width + gap;
  }
  return { places, width, height };
}
