import { afterEach, describe, expect, it, vi } from 'vitest';
import { keep, readKept, readKeptJson } from '#components/ui/kept.ts';

function storage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const values = new Map<string, string>();
  return { getItem: (name) => values.get(name) ?? null, setItem: (name, value) => void values.set(name, value), removeItem: (name) => void values.delete(name) };
}

/** As a browser does that forbids a site to keep anything: the property itself throws. */
function forbid(name: string): void {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => {
      throw new DOMException('denied', 'SecurityError');
    },
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('what a browser keeps', () => {
  it('keeps for the browser and for the tab apart, and forgets', () => {
    vi.stubGlobal('localStorage', storage());
    vi.stubGlobal('sessionStorage', storage());
    expect(keep('browser', 'a', '1')).toBe(true);
    expect([readKept('browser', 'a'), readKept('tab', 'a')]).toEqual(['1', null]);
    expect(keep('browser', 'a', null)).toBe(true);
    expect(readKept('browser', 'a')).toBeNull();
  });

  it('knows nothing where what was kept is spoiled', () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    vi.stubGlobal('sessionStorage', storage());
    keep('tab', 'a', '{');
    keep('tab', 'b', '[1]');
    expect([readKeptJson('tab', 'a'), readKeptJson('tab', 'b'), readKeptJson('tab', 'c')]).toEqual([null, [1], null]);
    expect(warned).toHaveBeenCalledOnce();
  });

  it('goes on where the browser forbids it', () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    vi.stubGlobal('localStorage', undefined);
    forbid('localStorage');
    expect([keep('browser', 'a', '1'), readKept('browser', 'a'), readKeptJson('browser', 'a')]).toEqual([false, null, null]);
    expect(warned).toHaveBeenCalledTimes(3);
  });
});
