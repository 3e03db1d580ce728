import { type ViewName, views } from "../src/app/views";

/** A view as a person meets it: by mouse, by keyboard alone, or as axe looks at it. */
export type Walk = `${ViewName} by ${(typeof ways)[number]}`;

const ways = ["mouse", "keyboard", "axe"] as const;

/** What has to be walked in each theme. */
export const walks: Walk[] = views.flatMap(({ name }) => ways.map((way): Walk => `${name} by ${way}`));

/** The tag by which the second theme's project finds its tests. */
export const tag = "@both";

/**
 * The details of a test that runs in both themes, and the walks that it is; every other test runs in the light one alone.
 * That each walk has a test is itself tested (`themes.test.ts`).
 */
export function inBothThemes(...walked: Walk[]): { tag: string[]; annotation: { type: "walk"; description: Walk }[] } {
  return { tag: [tag], annotation: walked.map((description) => ({ type: "walk", description })) };
}
