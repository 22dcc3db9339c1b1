/** What the collector's own API answers to `POST /quarantine/{id}/reprocess?actor=&address=`: it alone has what reads a source's bytes, and knows what is masked. */
import { problem, type PayloadAnswer } from '#lib/collector/payload-route.ts';
import { reprocess, type ReprocessOptions } from '#lib/collector/reprocess.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { databaseFault } from '#lib/store/errors.ts';

/** Null where the path is not one of these. */
export type QuarantineRoute = (url: string) => Promise<PayloadAnswer> | null;

/** Bytes of so many entries may be in memory at once, each with what it expands to. */
const MOST_AT_ONCE = 3;

export function quarantineRoute(options: ReprocessOptions, log: { error(fields: object, message: string): void }): QuarantineRoute {
  let running = 0;
  const answer = async (id: bigint, name: string, address: string | null): Promise<PayloadAnswer> => {
    if (running >= MOST_AT_ONCE) return problem(new ServiceError('too-many-requests', `${MOST_AT_ONCE} entries are being read again already. Try again.`, { retryAfterSeconds: 1 }));
    running += 1;
    try {
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(await reprocess(options, id, { name, address })) };
    } catch (error) {
      if (error instanceof ServiceError) return problem(error);
      log.error({ err: error }, 'an entry of the quarantine could not be read again');
      const away = databaseFault(error) !== 'other';
      return problem(new ServiceError('unavailable', away ? 'The database cannot be written now.' : 'It could not be read again. The log of the collector says why.', away ? { retryAfterSeconds: 5 } : {}));
    } finally {
      running -= 1;
    }
  };
  return (url) => {
    const parsed = URL.parse(url, 'http://collector');
    const [, id] = /^\/quarantine\/(\d{1,18})\/reprocess$/.exec(parsed?.pathname ?? '') ?? [];
    if (parsed === null || id === undefined) return null;
    return answer(BigInt(id), parsed.searchParams.get('actor') ?? 'local', parsed.searchParams.get('address'));
  };
}
