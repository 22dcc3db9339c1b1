const AFTER_ERROR_MS = 5000;

/** The options of a question that is asked again by itself only after it failed; else news of a channel asks it. */
export const keptUp = { staleTime: 2000, refetchInterval: ({ state }: { state: { error: unknown } }) => (state.error ? AFTER_ERROR_MS : (false as const)) };
