import { pathPart } from '#lib/core/path-part.ts';

/** Where the browser reads a flow. */
export const flowPath = (key: string): string => `/api/v1/flows/${pathPart(key)}?form=packed`;
