/** The one place that tells what a database error means for whoever met it. */

export type StoreErrorCode =
  /** The database cannot be reached or cannot be written now; the same work may be tried again. */
  | 'unavailable'
  /** It can be reached, and takes no writes: a standby, or `default_transaction_read_only`. May pass. */
  | 'read-only'
  /** PostgreSQL is too old. */
  | 'unsupported-version'
  /** A newer version of Throughline has migrated it. */
  | 'newer-schema'
  /** A migration failed, now or earlier; a person must look. */
  | 'migration-failed';

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

export type DatabaseFault =
  /** Worth trying again: nothing is wrong with what was asked. */
  | 'unavailable'
  /** As `unavailable`, and the reason is that no writes are taken. */
  | 'read-only'
  /** The day has no partition yet: make it, then try again. */
  | 'no-partition'
  /** Anything else: it would fail again. */
  | 'other';

/** SQLSTATEs by class or in full. PostgreSQL documentation, appendix A. */
const UNAVAILABLE_STATES = [
  '08', // connection exception
  '28', // credentials refused: they are being changed, or will be
  '3D000', // the database is not there (being restored)
  '40001', // serialisation failure
  '40P01', // deadlock
  '42501', // a privilege is missing: granted by a person, then it works
  '53', // out of disk, memory or connections
  '55P03', // a lock was not available within lock_timeout
  '57', // shutdown, crash, starting up, cancelled by a timeout
  '58', // the server's own IO
  '25P03', // idle in a transaction for too long
  '25P04', // a transaction for too long
  '55000', // the database takes no connections, or publishes tables without a replica identity: until somebody changes that
  '55006', // it is being copied or dropped
];

const UNAVAILABLE_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
  // Prisma's: cannot reach, timed out, refused, closed, pool exhausted, write conflict or deadlock.
  ...['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1010', 'P1017', 'P2024', 'P2034', 'P2037'],
]);

/** What Prisma's adapter makes of errors of the connection; a raw query that meets one has no other code. */
const UNAVAILABLE_KINDS = new Set([
  ...['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TlsConnectionError', 'TooManyConnections'],
  ...['AuthenticationFailed', 'DatabaseAccessDenied', 'DatabaseDoesNotExist', 'TransactionWriteConflict'],
]);

/** pg raises these without a code. */
const UNAVAILABLE_MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Client was closed)/;

export function databaseFault(error: unknown): DatabaseFault {
  for (const link of chain(error)) {
    if (link instanceof StoreError && (link.code === 'unavailable' || link.code === 'read-only')) return link.code;
    const code = codeOf(link);
    if (code === '25006') return 'read-only';
    if (code === '23514' && /^no partition of relation/.test(messageOf(link))) return 'no-partition';
    if (code !== null && (UNAVAILABLE_CODES.has(code) || isState(code))) return 'unavailable';
    if (code === 'ENOENT' && property(link, 'syscall') === 'connect') return 'unavailable'; // the server's socket is gone
    if (UNAVAILABLE_KINDS.has(String(property(link, 'kind')))) return 'unavailable';
    if (code === null && UNAVAILABLE_MESSAGES.test(messageOf(link))) return 'unavailable';
  }
  return 'other';
}

/** True where the same work may succeed later without anybody changing it. */
export const isUnavailable = (error: unknown): boolean => databaseFault(error) !== 'other';

const isState = (code: string): boolean => code.length === 5 && UNAVAILABLE_STATES.some((state) => code.startsWith(state));

/** The error, its causes, and what Prisma wraps: `meta.driverAdapterError.cause` carries PostgreSQL's code as `originalCode`. */
function* chain(error: unknown): Generator<object> {
  const seen = new Set<object>();
  const queue: unknown[] = [error];
  while (queue.length > 0) {
    const link = queue.shift();
    if (typeof link !== 'object' || link === null || seen.has(link)) continue;
    seen.add(link);
    yield link;
    queue.push(property(link, 'cause'), property(property(link, 'meta'), 'driverAdapterError'));
    const several = property(link, 'errors'); // AggregateError: one for each address that was tried
    if (Array.isArray(several)) queue.push(...several);
  }
}

const property = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;

function codeOf(link: object): string | null {
  const code = property(link, 'originalCode') ?? property(link, 'code');
  return typeof code === 'string' ? code : null;
}

function messageOf(link: object): string {
  const message = property(link, 'message');
  return typeof message === 'string' ? message : '';
}

/** `query_canceled`: a statement took longer than it may. */
export const isTimeout = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '57014';
