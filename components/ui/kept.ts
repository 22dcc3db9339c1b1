/** What this browser keeps for this site, or this tab until it is closed. A browser may refuse to keep or to tell: then nothing is known, and the page works without. */

export type Keeper = 'browser' | 'tab';

const storageOf = (keeper: Keeper): Storage => (keeper === 'browser' ? localStorage : sessionStorage);

/** Null where nothing is kept under this name, or the browser does not tell. */
export function readKept(keeper: Keeper, name: string): string | null {
  try {
    return storageOf(keeper).getItem(name);
  } catch (error) {
    console.warn(`What this ${keeper} keeps as “${name}” cannot be read`, error);
    return null;
  }
}

/** As `readKept`, for what was kept as JSON; null also where that was spoiled. Whoever reads it says what shape it must have: other versions may have written it. */
export function readKeptJson(keeper: Keeper, name: string): unknown {
  const text = readKept(keeper, name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    console.warn(`What this ${keeper} keeps as “${name}” is no JSON`, error);
    return null;
  }
}

/** Null forgets it. False where the browser does not keep it (storage is full, or forbidden). */
export function keep(keeper: Keeper, name: string, value: string | null): boolean {
  try {
    if (value === null) storageOf(keeper).removeItem(name);
    else storageOf(keeper).setItem(name, value);
    return true;
  } catch (error) {
    console.warn(`This ${keeper} does not keep “${name}”`, error);
    return false;
  }
}
