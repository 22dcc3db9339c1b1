/** The one place where errors become RFC 9457 problem documents. */
import { ServiceError, type ServiceErrorCode } from '#lib/services/errors.ts';
import { databaseFault } from '#lib/store/errors.ts';

const PROBLEMS: Record<ServiceErrorCode, { readonly status: number; readonly title: string }> = {
  invalid: { status: 400, title: 'The request is not valid' },
  unauthorised: { status: 401, title: 'Not logged in' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  gone: { status: 410, title: 'No longer there' },
  ambiguous: { status: 409, title: 'Several have this name' },
  conflict: { status: 409, title: 'Not possible now' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'Media type not supported' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available' },
};

/** What the caller is told. Of an error that nobody foresaw that is nothing: its words are for the log. */
export function problemResponse(error: unknown): Response {
  if (error instanceof ServiceError) return answer(error);
  const fault = databaseFault(error);
  if (fault === 'other') return problem(500, 'internal', { title: 'Something went wrong in Throughline', detail: 'The log of the web process says what.' }, {});
  return answer(new ServiceError('unavailable', 'The database does not answer.', { retryAfterSeconds: 2, cause: error }));
}

function answer(error: ServiceError): Response {
  const { status, title } = PROBLEMS[error.code];
  const headers: Record<string, string> = {};
  if (error.retryAfterSeconds !== null) headers['Retry-After'] = String(error.retryAfterSeconds);
  if (error.code === 'unauthorised') headers['WWW-Authenticate'] = 'Bearer realm="Throughline"';
  const errors = error.faults.length > 0 ? { errors: error.faults } : {};
  return problem(status, error.code, { title, detail: error.message, ...errors, ...error.members }, headers);
}

const problem = (status: number, code: string, members: Record<string, unknown>, headers: Record<string, string>): Response =>
  new Response(JSON.stringify({ type: `urn:throughline:problem:${code}`, status, ...members }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
