import { ServiceError } from '#lib/services/errors.ts';
import { authoriseRequest } from '#lib/web/authorise.ts';
import { webContext } from '#lib/web/context.ts';
import { problemResponse } from '#lib/web/problem.ts';

/** 404 for those who may know what there is. */
export function unknownRoute(request: Request): Response {
  try {
    authoriseRequest(request, webContext(), 'authorised');
    throw new ServiceError('not-found', 'The API has no such route; /api/v1/openapi.json lists them.');
  } catch (error) {
    return problemResponse(error);
  }
}
