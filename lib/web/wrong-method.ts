import { routes } from '#lib/contracts/routes.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { authoriseRequest } from '#lib/web/authorise.ts';
import { webContext } from '#lib/web/context.ts';
import { problemResponse } from '#lib/web/problem.ts';
import { unknownRoute } from '#lib/web/unknown-route.ts';

/** Paths of the table with what they answer; where two fit, the one with fewer open parts, as Next chooses. */
const PATHS = [...Map.groupBy(Object.values(routes), ({ path }) => path)]
  .map(([path, specs]) => ({ pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`), open: path.split('{').length, methods: specs.map(({ method }) => method.toUpperCase()) }))
  .sort((a, b) => a.open - b.open);

/** Of what Next hands to the files of app/ at all. */
const HANDED_ON = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What a path of the API takes; null for one that is not in the table. OPTIONS is answered by Next. */
export function methodsOf(pathname: string): string[] | null {
  const found = PATHS.find(({ pattern }) => pattern.test(pathname));
  return found === undefined ? null : [...found.methods, ...(found.methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
}

/** Next answers 405 without a word, and 400 or 500 to methods that it does not know: callers of the API get a problem document. Null for what may go on. */
export function wrongMethod(request: Request): Response | null {
  const methods = methodsOf(new URL(request.url).pathname);
  if (methods === null) return HANDED_ON.has(request.method) ? null : unknownRoute(request);
  if (methods.includes(request.method)) return null;
  try {
    authoriseRequest(request, webContext(), 'authorised');
    throw new ServiceError('method-not-allowed', `This route takes ${methods.join(', ')}.`);
  } catch (error) {
    const response = problemResponse(error);
    if (response.status === 405) response.headers.set('Allow', methods.join(', '));
    return response;
  }
}
