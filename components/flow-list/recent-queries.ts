/** The queries that this browser used last, the newest first. */
const STORED = 'throughline-recent-queries';
const MOST = 8;

/** Nothing where the browser keeps nothing for this site. */
export function recentQueries(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter((each): each is string => typeof each === 'string' && each !== '').slice(0, MOST) : [];
  } catch (error) {
    console.warn('The recent queries cannot be read', error);
    return [];
  }
}

export function rememberQuery(text: string): void {
  if (text === '') return;
  try {
    localStorage.setItem(STORED, JSON.stringify([text, ...recentQueries().filter((each) => each !== text)].slice(0, MOST)));
  } catch (error) {
    console.warn('The query is not remembered: the browser keeps nothing for this site', error);
  }
}
