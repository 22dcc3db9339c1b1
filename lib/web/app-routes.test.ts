/** Every file of app/ that answers a request must pass the doors; this fails for the one that somebody forgets. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { routes } from '#lib/contracts/routes.ts';

const root = `${import.meta.dirname}/../..`;
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');
const handlers = globSync('app/**/route.{ts,tsx}', { cwd: root });
const pages = globSync('app/**/page.{ts,tsx}', { cwd: root });

/** As the table writes it: `app/api/v1/flows/[key]/route.ts` is `/api/v1/flows/{key}`. */
const pathOf = (file: string) => `/${file.replace(/^app\//, '').replace(/\/?route\.tsx?$/, '')}`.replace(/\[(\w+)\]/g, '{$1}');

/** Exported names of a handler file and how each is made. */
const methods = (source: string) => [...source.matchAll(/^export const (GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) = route\(routes\.(\w+),/gm)].map((match) => [match[1]!.toLowerCase(), match[2]!] as const);

test('the table and the files of app/ hold the same routes', () => {
  const made = handlers.flatMap((file) => methods(read(file)).map(([method]) => `${method} ${pathOf(file)}`));
  expect(made.sort()).toEqual(Object.values(routes).map(({ method, path }) => `${method} ${path}`).sort());
});

test.each(handlers.filter((file) => !file.includes('[...path]')))('%s answers by the table only', (file) => {
  const source = read(file);
  const made = methods(source);
  expect(source.match(/^export /gm)).toHaveLength(made.length);
  for (const [method, name] of made) {
    const spec = Object.entries(routes).find(([key]) => key === name)?.[1];
    expect({ method: spec?.method, path: spec?.path }).toEqual({ method, path: pathOf(file) });
  }
});

test('what is public is what a login needs, and nothing else', () => {
  expect(Object.values(routes).filter(({ access }) => access === 'public').map(({ method, path }) => `${method} ${path}`)).toEqual([
    'get /api/v1/session', 'post /api/v1/session', 'delete /api/v1/session',
  ]);
});

test('routes that are not there are told only to those who may know', () => {
  expect(read('app/api/[...path]/route.ts')).toContain('unknownRoute as GET');
  expect(read('lib/web/unknown-route.ts')).toContain("authoriseRequest(request, webContext(), 'authorised')");
});

const OPEN_PAGES = ['app/login/page.tsx'];
/** A page that only sends people on shows nothing. */
const isRedirectOnly = (source: string) => /^\s*(permanentR|r)edirect\(/m.test(source) && !/webContext|services\//.test(source) && source.split('\n').length < 15;

test.each(pages.filter((file) => !OPEN_PAGES.includes(file)))('%s authorises before it reads', (file) => {
  const source = read(file);
  expect(source.includes('await authorisePage(') || isRedirectOnly(source)).toBe(true);
});

test('server actions, which would be doors of their own, are not used', () => {
  const sources = globSync('{app,components,lib}/**/*.{ts,tsx}', { cwd: root, exclude: (name) => name.endsWith('.test.ts') });
  expect(sources.filter((file) => /^\s*['"]use server['"]/m.test(read(file)))).toEqual([]);
});
