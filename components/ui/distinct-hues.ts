import { serviceHue } from '#components/ui/service-color.ts';

/** Degrees on the wheel that are told apart at a glance. */
const APART = 40;
const WHEEL = 360;
/** Where errors are: no service looks like one if it can be helped. */
const RED = 22;

const distance = (a: number, b: number): number => Math.min(Math.abs(a - b), WHEEL - Math.abs(a - b));

/** A hue for each name: its own where it differs enough from those before it in the alphabet, else the next that does. */
export function distinctHues(names: readonly string[]): Map<string, number> {
  const hues = new Map<string, number>();
  const sorted = [...new Set(names)].sort();
  const apart = Math.min(APART, Math.floor(WHEEL / (sorted.length + 1) / 15) * 15);
  for (const name of sorted) {
    const own = serviceHue(name);
    const taken = [...hues.values()];
    let best = own;
    for (let turn = 0; turn < WHEEL; turn += 15) {
      const hue = (own + turn) % WHEEL;
      if (taken.every((other) => distance(hue, other) >= apart) && distance(hue, RED) >= 35) {
        best = hue;
        break;
      }
    }
    hues.set(name, best);
  }
  return hues;
}
