/** Flows that are read at once. */
export const PAGE = 100;
