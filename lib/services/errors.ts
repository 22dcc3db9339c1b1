/** Everything that a service refuses, as one class with a closed set of codes; lib/web/problem.ts turns them into HTTP. */

export type ServiceErrorCode =
  /** The caller's input is wrong; `faults` names each part. */
  | 'invalid'
  /** Nobody is logged in, or with the wrong token. */
  | 'unauthorised'
  /** Another site or a foreign host name asks. */
  | 'forbidden'
  | 'not-found'
  /** There is such a place, and nothing of the kind is done there. */
  | 'method-not-allowed'
  /** It was there, and is for ever gone. */
  | 'gone'
  /** Several things have this name; `members.matches` lists them. */
  | 'ambiguous'
  /** It cannot be done in this state of things. */
  | 'conflict'
  | 'too-large'
  | 'unsupported-media-type'
  | 'too-many-requests'
  /** Something that is needed is away; the same request may be tried again. */
  | 'unavailable';

export interface Fault {
  /** Dotted, with the part of the request in front: `query.limit`. */
  readonly path: string;
  readonly message: string;
}

export interface ServiceErrorOptions {
  readonly cause?: unknown;
  readonly faults?: readonly Fault[];
  /** Members that the problem document has besides the usual ones. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly faults: readonly Fault[];
  readonly members: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | null;

  constructor(code: ServiceErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.faults = options.faults ?? [];
    this.members = options.members ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}
