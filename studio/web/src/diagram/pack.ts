export interface Box {
  width: number;
  height: number;
}

export interface Packed {
  x: number;
  y: number;
}

/**
 * Puts boxes on shelves so that the whole comes near `ratio` (width to height): the tallest first, each on the first
 * shelf that has room.
 */
export function pack(boxes: readonly Box[], gap: number, ratio = 1.4): Packed[] {
  const area = boxes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = boxes.reduce((most, { width }) => Math.max(most, width), 0);
  const limit = Math.max(widest, Math.sqrt(area * ratio));
  const order = boxes.map((box, at) => ({ box, at })).sort((a, b) => b.box.height - a.box.height || a.at - b.at);
  const shelves: { y: number; height: number; used: number }[] = [];
  const places: Packed[] = boxes.map(() => ({ x: 0, y: 0 }));
  let bottom = 0;
  for (const { box, at } of order) {
    let shelf = shelves.find(({ used, height }) => used + box.width <= limit && box.height <= height);
    if (shelf === undefined) {
      shelf = { y: bottom, height: box.height, used: 0 };
      shelves.push(shelf);
      bottom += box.height + gap;
    }
    places[at] = { x: shelf.used, y: shelf.y };
    shelf.used += box.width + gap;
  }
  return places;
}
