/** The queries that this browser used last, the newest first. */
import { keep, readKeptJson } from '#components/ui/kept.ts';

const STORED = 'throughline-recent-queries';
const MOST = 8;

/** Nothing where the browser keeps nothing for this site. */
export function recentQueries(): readonly string[] {
  const stored = readKeptJson('browser', STORED);
  return Array.isArray(stored) ? stored.filter((each): each is string => typeof each === 'string' && each !== '').slice(0, MOST) : [];
}

export function rememberQuery(text: string): void {
  if (text === '') return;
  keep('browser', STORED, JSON.stringify([text, ...recentQueries().filter((each) => each !== text)].slice(0, MOST)));
}
