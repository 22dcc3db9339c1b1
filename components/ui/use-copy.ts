'use client';
import { useEffect, useState } from 'react';

const SAID_MS = 1500;

/** Copies a text, and says for a moment that it did or was not allowed to. `text` is made when somebody asks for it. */
export function useCopy(text: () => string): { readonly copy: () => void; readonly said: 'Copied' | 'Not allowed' | null } {
  const [said, setSaid] = useState<'Copied' | 'Not allowed' | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid('Copied');
    } catch (error) {
      console.warn('The browser did not allow copying', error);
      setSaid('Not allowed');
    }
  };
  return { copy: () => void copy(), said };
}
