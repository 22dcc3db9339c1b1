import type { z } from 'zod';
import { ServiceError } from '#lib/services/errors.ts';

/** Several of these words with commas between, as a caller writes them; empty for all. Throws `invalid` for one that there is not. `name`: of the parameter. */
export function wordsAsked<T extends string>(words: z.ZodType<T> & { readonly options: readonly T[] }, text: string | undefined, name: string): T[] {
  const asked = (text ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
  return asked.map((word) => {
    const { success, data } = words.safeParse(word);
    if (!success) throw new ServiceError('invalid', `The ${name} is not known.`, { faults: [{ path: `query.${name}`, message: `${JSON.stringify(word.slice(0, 40))} is none of ${words.options.join(', ')}` }] });
    return data;
  });
}
