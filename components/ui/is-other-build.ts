/** What browsers and bundlers say where a part of the page is not on the server (any more), in the words of each. */
const WORDS = /loading (css )?chunk|failed to load chunk|failed to fetch dynamically imported module|importing a module script failed|error loading dynamically imported module/i;

/** Whether a page failed because its code is of another build than the server has, as in a tab that was open while Throughline was updated. */
export const isOtherBuild = (error: unknown): boolean => error instanceof Error && (error.name === 'ChunkLoadError' || WORDS.test(error.message));
