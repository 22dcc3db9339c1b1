/** Where the browser reads a flow. A key of half a character is asked for as one of U+FFFD: no URL can hold it. */
export const flowPath = (key: string): string => `/api/v1/flows/${encodeURIComponent(key.toWellFormed())}?form=packed`;
