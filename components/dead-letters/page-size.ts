/** Rows of the first page, and of each that is read as one scrolls. */
export const FIRST = 100;
export const MORE = 200;
