import type { Problem } from '#lib/contracts/wire.ts';

/** An answer that was no success, with the problem document that came with it. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** The whole answer: a 409 of a flow carries its matches. */
  readonly body: unknown;

  constructor(problem: Problem, body: unknown) {
    super(problem.detail ?? problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
    this.body = body;
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'title' in body && typeof body.title === 'string' && 'status' in body && typeof body.status === 'number';

/** The problem in an answer; where a proxy or a crash answered with something else, what can be said of it. */
export function problemFrom(status: number, body: unknown): Problem {
  if (isProblem(body)) return body;
  return { type: 'about:blank', title: 'The server gave no usable answer', status, detail: `it answered with status ${status} and no explanation` };
}

/** What to say of anything that was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const blank = { type: 'about:blank', status: 0 };
  if (error instanceof TypeError) return { ...blank, title: 'The server cannot be reached', detail: 'it is not running, or the network is down' };
  return { ...blank, title: 'Something went wrong', detail: error instanceof Error ? error.message : String(error) };
}
