/** Where what opens over the page is put: within a landmark, where a screen reader looks for what belongs to the page. */
export function landmark(): HTMLElement | null {
  return document.querySelector("main");
}
