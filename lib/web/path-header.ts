/** Set by proxy.ts, because a page is not told its own address. Only says where to return to: it is checked as any input. */
export const PATH_HEADER = 'x-throughline-path';
