/** What a route of the API is. */
import { z } from 'zod';
import { Problem } from '#lib/contracts/wire.ts';

export interface RouteSpec<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/api/v1/flows/{key}`. */
  readonly path: string;
  readonly summary: string;
  /** `public`: needed before a caller is logged in. */
  readonly access: 'authorised' | 'public';
  readonly params: Params;
  readonly query: Query;
  /** Null where the request has none. */
  readonly body: Body | null;
  /** Bytes that the body may have. */
  readonly largestBody: number;
  /** A schema of JSON, or the media type of anything else. */
  readonly answer: Answer | string;
  /** Of the answer when all went well. */
  readonly status: 200 | 201 | 202;
  /** Media types in which it also comes, by `?format`. */
  readonly forms: readonly string[];
  /** Answers other than that and the problems that any route can have (400, 401, 403, 500, 503). */
  readonly also: { readonly [status: number]: { readonly description: string; readonly schema: z.ZodType | null } };
}

const none = z.object({});

/** A route, with the usual for whatever is left out. */
export function define<P extends z.ZodObject = typeof none, Q extends z.ZodObject = typeof none, B extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType>(
  spec: Pick<RouteSpec<P, Q, B, A>, 'id' | 'method' | 'path' | 'summary' | 'answer'> & Partial<RouteSpec<P, Q, B, A>>,
): RouteSpec<P, Q, B, A> {
  // The defaults are the type parameters' defaults: where a part is left out, its type is `none`.
  return { access: 'authorised', status: 200, forms: [], largestBody: 1024 * 1024, params: none as unknown as P, query: none as unknown as Q, body: null, also: {}, ...spec };
}

/** An answer that is not the usual one. */
export const problem = (description: string) => ({ description, schema: Problem });

/** Media types by `?format`. */
export const EXPORTS = ['text/csv', 'application/jsonl'];
