import { DeadLetterState } from '#lib/contracts/dead-letters.ts';
import { wordsAsked } from '#lib/services/words-asked.ts';

/** Several with commas between; empty for all. Throws `invalid` for one that there is not. */
export const statesAsked = (text: string | undefined): DeadLetterState[] => wordsAsked(DeadLetterState, text, 'state');
