import { DeadLetterState } from '#lib/contracts/dead-letters.ts';
import { ServiceError } from '#lib/services/errors.ts';

/** Several with commas between; empty for all. Throws `invalid` for one that there is not. */
export function statesAsked(text: string | undefined): DeadLetterState[] {
  const names = (text ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  return names.map((name) => {
    const { success, data } = DeadLetterState.safeParse(name);
    if (!success) throw new ServiceError('invalid', 'The state is not known.', { faults: [{ path: 'query.state', message: `${JSON.stringify(name.slice(0, 40))} is none of ${DeadLetterState.options.join(', ')}` }] });
    return data;
  });
}
