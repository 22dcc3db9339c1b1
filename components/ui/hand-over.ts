/** Hands a value to the next page of this tab without writing it into an address, where logs and histories would keep it. */
import { keep, readKeptJson } from '#components/ui/kept.ts';

const PREFIX = 'throughline:';

/** False where the browser keeps nothing (storage is full, or forbidden). */
export const handOver = (name: string, value: unknown): boolean => keep('tab', PREFIX + name, JSON.stringify(value));

/** What was handed over, once; null where nothing was. Taken as `T` because only this application writes there. */
export function takeOver<T>(name: string): T | null {
  const value = readKeptJson('tab', PREFIX + name) as T | null;
  keep('tab', PREFIX + name, null);
  return value;
}
