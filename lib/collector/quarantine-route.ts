/** What the collector's own API answers to `POST /quarantine/{id}/reprocess?actor=&address=`: it alone has what reads a source's bytes, and knows what is masked. */
import { bounded, type ApiRoute } from '#lib/collector/api-answer.ts';
import { reprocess, type ReprocessOptions } from '#lib/collector/reprocess.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { databaseFault } from '#lib/store/errors.ts';

/** Bytes of so many entries may be in memory at once, each with what it expands to. */
const MOST_AT_ONCE = 3;

export function quarantineRoute(options: ReprocessOptions, log: { error(fields: object, message: string): void }): ApiRoute {
  const answering = bounded({
    most: MOST_AT_ONCE,
    busy: `${MOST_AT_ONCE} entries are being read again already. Try again.`,
    fault: (error) => {
      log.error({ err: error }, 'an entry of the quarantine could not be read again');
      const away = databaseFault(error) !== 'other';
      return new ServiceError('unavailable', away ? 'The database cannot be written now.' : 'It could not be read again. The log of the collector says why.', away ? { retryAfterSeconds: 5 } : {});
    },
  });
  return (url) => {
    const parsed = URL.parse(url, 'http://collector');
    const [, id] = /^\/quarantine\/(\d{1,18})\/reprocess$/.exec(parsed?.pathname ?? '') ?? [];
    if (parsed === null || id === undefined) return null;
    const actor = { name: parsed.searchParams.get('actor') ?? 'local', address: parsed.searchParams.get('address') };
    return answering(async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(await reprocess(options, BigInt(id), actor)) }));
  };
}
