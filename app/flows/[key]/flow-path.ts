import { encodedPart } from '#lib/core/encoded-part.ts';

/** Where the browser reads a flow. */
export const flowPath = (key: string): string => `/api/v1/flows/${encodedPart(key)}?form=packed`;
