/** A process that leads for as long as it can, to be stopped: says `leading` when it does, and `lost` when it no longer does. */
import { setTimeout as delay } from 'node:timers/promises';
import { asLeader, stayingLeader } from '#lib/store/leader.ts';

export type Word = 'leading' | 'lost';

const say = (word: Word): void => {
  process.send!(word);
};

const [url = '', lock = '0', silence = '0'] = process.argv.slice(2);
const silenceMs = Number(silence);

try {
  await asLeader({ url, application: 'throughline test' }, { lock: BigInt(lock), job: 'leader', statementTimeoutMs: 30_000, silenceMs }, async (client, lost) => {
    say('leading');
    for (;;) {
      await stayingLeader(client, silenceMs, delay(silenceMs * 2));
      lost.throwIfAborted();
    }
  });
} catch {
  say('lost');
}
process.disconnect();
