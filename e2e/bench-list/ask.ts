/** Asks the running web, one question after the other as a person's page would, and notes how long each answer took. */
import type { FlowList } from '#lib/contracts/flows.ts';
import { spread, type Spread } from '../bench/statistics.ts';
import { PAGED, QUESTIONS } from './questions.ts';

export interface Answered {
  readonly route: string;
  readonly name: string;
  /** Milliseconds from the request to the last byte. */
  readonly took: Spread;
}

const WARM_UP = 2;
const PAGE = ['/api/v1/flows', '/api/v1/flows/facets', '/api/v1/flows/histogram'];
const PAGE_FILTERS = ['', '?status=failed', '?service=service-7', '?from=now-24h'];

/** Each question `rounds` times, in random order, so that none is asked twice in a row and finds its own pages still warm. */
export async function askAll(web: string, flows: number, rounds: number, report: (done: number, of: number) => void): Promise<Answered[]> {
  const times = new Map<string, { readonly route: string; readonly name: string; readonly took: number[] }>();
  const note = (route: string, name: string, took: number): void => {
    const key = `${route} ${name}`;
    const known = times.get(key) ?? { route, name, took: [] };
    times.set(key, known);
    known.took.push(took);
  };
  const asked = [
    ...QUESTIONS.map(({ route, name, path }) => async (n: number) => note(route, name, await timed(`${web}${path(n, flows)}`))),
    ...PAGED.map(({ name, path }) => async () => {
      const { nextCursor } = (await answer(`${web}${path}`)) as FlowList;
      note('/api/v1/flows', name, await timed(`${web}${path}&cursor=${nextCursor ?? ''}`));
    }),
    ...PAGE_FILTERS.map((filter) => async () => {
      const began = performance.now();
      await Promise.all(PAGE.map((path) => answer(`${web}${path}${filter}`)));
      note('list, facets and histogram at once', filter === '' ? 'no filter' : filter.slice(1), performance.now() - began);
    }),
  ];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    if (round === 0) times.clear();
    for (const [place, ask] of shuffled(asked).entries()) await ask(Math.max(0, round) * 31 + place);
    report(round + WARM_UP + 1, rounds + WARM_UP);
  }
  const alone = [...times.values()].filter(({ route }) => route.startsWith('/')).flatMap(({ took }) => took);
  const each = [...times.values()].map(({ route, name, took }) => ({ route, name, took: spread(took) })).toSorted((a, b) => (a.route < b.route ? -1 : a.route > b.route ? 1 : 0));
  return [{ route: 'all of these', name: 'one at a time', took: spread(alone) }, ...each];
}

async function timed(url: string): Promise<number> {
  const began = performance.now();
  await answer(url);
  return performance.now() - began;
}

async function answer(url: string): Promise<unknown> {
  const response = await fetch(url);
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 500)}`);
  return JSON.parse(body);
}

function shuffled<T>(values: readonly T[]): T[] {
  return values.map((value) => ({ value, at: Math.random() })).toSorted((a, b) => a.at - b.at).map(({ value }) => value);
}
