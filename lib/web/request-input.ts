/** Takes a request apart and checks each part by its schema, every fault listed. */
import type { z } from 'zod';
import type { RouteSpec } from '#lib/contracts/routes/define.ts';
import { withoutTilde } from '#lib/core/path-part.ts';
import { ServiceError, type Fault } from '#lib/services/errors.ts';

export interface Input<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
}

/** Throws `invalid` with all faults of path, query and body together, and `too-large`. */
export async function readInput<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  spec: RouteSpec<P, Q, B>,
  request: Request,
): Promise<Input<P, Q, B>> {
  const url = new URL(request.url);
  const faults: Fault[] = [];
  const params = check('path', spec.params, pathParams(spec.path, url.pathname), faults);
  const query = check('query', spec.query, queryParams(url.searchParams), faults);
  const body = spec.body === null ? undefined : check('body', spec.body, await readJson(request, spec.largestBody), faults);
  if (faults.length > 0) throw new ServiceError('invalid', 'Parts of the request are not as they should be.', { faults });
  return { params, query, body } as Input<P, Q, B>;
}

function check(part: string, schema: z.ZodType, value: unknown, faults: Fault[]): unknown {
  faults.push(...nulFaults(part, value));
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  faults.push(...parsed.error.issues.map((issue) => ({ path: [part, ...issue.path].join('.'), message: issue.message })));
  return undefined;
}

/** PostgreSQL's text takes no U+0000, and no name has it. */
const nulFaults = (part: string, value: unknown): Fault[] =>
  Object.entries((value ?? {}) as Record<string, unknown>)
    .filter(([, text]) => [text].flat().some((one) => typeof one === 'string' && one.includes('\0')))
    .map(([name]) => ({ path: `${part}.${name}`, message: 'must not hold U+0000' }));

/** By the pattern of the path, because frameworks differ in what they decode. A part may hold `%2F`; `.` and `..` have a tilde before them. */
export function pathParams(pattern: string, pathname: string): Record<string, string> {
  const parts = pathname.split('/');
  const params: Record<string, string> = {};
  for (const [index, piece] of pattern.split('/').entries()) {
    const name = /^\{(.+)\}$/.exec(piece)?.[1];
    if (name !== undefined) params[name] = decoded(name, parts[index] ?? '');
  }
  return params;
}

function decoded(name: string, part: string): string {
  try {
    return withoutTilde(decodeURIComponent(part));
  } catch (cause) {
    throw new ServiceError('invalid', 'The path is not URL-encoded.', { cause, faults: [{ path: `path.${name}`, message: 'is not UTF-8 in percent encoding' }] });
  }
}

/** A parameter that is repeated becomes an array; one that is empty counts as not given. */
export function queryParams(search: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name).filter((value) => value !== '');
    if (values.length > 0) query[name] = values.length === 1 ? values[0]! : values;
  }
  return query;
}

async function readJson(request: Request, largest: number): Promise<unknown> {
  const text = await readText(request, largest);
  try {
    // Nothing is what some send who have nothing to say: the schema tells whether that will do.
    return JSON.parse(text === '' ? '{}' : text) as unknown;
  } catch (cause) {
    throw new ServiceError('invalid', 'The body is not JSON.', { cause, faults: [{ path: 'body', message: cause instanceof Error ? cause.message : 'is not JSON' }] });
  }
}

/** `largest`: in bytes. */
async function readText(request: Request, largest: number): Promise<string> {
  const tooLarge = () => new ServiceError('too-large', `A body may have ${largest} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > largest) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > largest) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
