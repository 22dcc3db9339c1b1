/** Hands a value to the next page of this tab without writing it into an address, where logs and histories would keep it. */
const PREFIX = 'throughline:';

/** False where the browser keeps nothing (storage is full, or forbidden). */
export function handOver(name: string, value: unknown): boolean {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch (error) {
    console.warn('The browser kept nothing for the next page', error);
    return false;
  }
}

/** What was handed over, once; null where nothing was. Taken as `T` because only this application writes there. */
export function takeOver<T>(name: string): T | null {
  const text = sessionStorage.getItem(PREFIX + name);
  sessionStorage.removeItem(PREFIX + name);
  return text === null ? null : (JSON.parse(text) as T);
}
