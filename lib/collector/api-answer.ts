/** What the routes of the collector's own API answer with. */
import { ServiceError, type ServiceErrorCode } from '#lib/services/errors.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** Of paths that are its own; null for any other. */
export type ApiRoute = (url: string) => Promise<ApiAnswer> | null;

const STATUS: Readonly<Partial<Record<ServiceErrorCode, number>>> = { invalid: 400, forbidden: 403, 'not-found': 404, gone: 410, 'too-many-requests': 429, unavailable: 503 };

export function problem({ code, message, retryAfterSeconds }: ServiceError): ApiAnswer {
  const status = STATUS[code] ?? 500;
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }) },
    body: JSON.stringify({ type: `urn:throughline:problem:${code}`, title: code, status, detail: message }),
  };
}

interface Bounds {
  readonly most: number;
  /** What is told to who comes when so many are under way. */
  readonly busy: string;
  /** What is told, and logged, of an error that is no answer by itself. */
  readonly fault: (error: unknown) => ServiceError;
}

/** Works for so many requests at once, each of which may hold much in memory, and refuses the others. */
export function bounded({ most, busy, fault }: Bounds): (work: () => Promise<ApiAnswer>) => Promise<ApiAnswer> {
  let running = 0;
  return async (work) => {
    if (running >= most) return problem(new ServiceError('too-many-requests', busy, { retryAfterSeconds: 1 }));
    running += 1;
    try {
      return await work();
    } catch (error) {
      return problem(error instanceof ServiceError ? error : fault(error));
    } finally {
      running -= 1;
    }
  };
}

/** A part of a path as it was meant; null where it is not URL-encoded. */
export function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // its only way to say "not URL-encoded"
  }
}
