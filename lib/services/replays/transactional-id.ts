/** Under which a replay is sent: who asks for it anew fences whoever had it before. Rights on the broker can be given by its beginning. */
export const transactionalIdOf = (replayId: bigint): string => `throughline-replay-${replayId}`;
