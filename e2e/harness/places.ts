/** Hands the places of the running demo from the set-up to the tests, which are other processes. */
import type { Places } from './demo.ts';

const VARIABLE = 'THROUGHLINE_E2E';

export function tellPlaces(places: Places): void {
  process.env[VARIABLE] = JSON.stringify(places);
}

/** Whether somebody told them before: a demo that runs already is used as it is, and not ended. */
export const arePlacesKnown = (): boolean => process.env[VARIABLE] !== undefined;

export function places(): Places {
  const told = process.env[VARIABLE];
  if (told === undefined) throw new Error('The tests run in Playwright, whose global set-up starts the demo: node_modules/.bin/playwright test');
  return JSON.parse(told) as Places;
}
