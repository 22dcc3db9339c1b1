import { unknownRoute } from '#lib/web/unknown-route.ts';

/** Callers of the API get a problem document for what is not there, not a page. */
export { unknownRoute as GET, unknownRoute as POST, unknownRoute as PUT, unknownRoute as PATCH, unknownRoute as DELETE };
