/** Playwright's global set-up: one demo for all journeys, and its end afterwards, however they went. */
import { startDemo } from './demo.ts';
import { arePlacesKnown, tellPlaces } from './places.ts';

export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  if (arePlacesKnown()) return undefined;
  const started = performance.now();
  const demo = await startDemo();
  process.stderr.write(`The demo runs after ${Math.round((performance.now() - started) / 1000)} s\n`);
  tellPlaces(demo.places);
  return demo.stop;
}
