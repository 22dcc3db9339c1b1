/** From writing a message to seeing it: latency.ts as a part. */
import { measureLatency, PROBE_TOPIC } from './latency.ts';
import { LOAD_TOPIC, openProducer } from './load.ts';
import type { Part } from './part.ts';
import { line, millis } from './result.ts';
import { startBroker, startStack } from './stack.ts';

const TARGET_MS = 1000;

export const delay: Part = ({ steps, teardown, options, chromium }) =>
  teardown.within(async (own) => {
    const executable = await chromium();
    const folder = await startBroker(steps, own);
    const producer = await openProducer(folder.brokers, [LOAD_TOPIC, PROBE_TOPIC]);
    await own.add(() => producer.disconnect());
    const stack = await startStack(folder, steps, own);
    const { probes, toApi, toScreen } = await steps.step(`Measuring ${options.seconds} s of ${options.events} messages a second`, () =>
      measureLatency(stack, producer, { eventsPerSecond: options.events, seconds: options.seconds, chromium: executable }),
    );
    const said = ({ p50, p95, max, count }: typeof toApi): string => `p95 ${millis(p95)} (p50 ${millis(p50)}, slowest ${millis(max)}; seen ${count} of ${probes})`;
    const met = toScreen.p95 !== null && toScreen.p95 <= TARGET_MS && toScreen.count === probes;
    return {
      lines: [
        line(`From produce until it is in the page of a browser, at ${options.events.toLocaleString('en')} messages a second`, said(toScreen), `p95 ≤ ${TARGET_MS / 1000} s`, met),
        line('… until the API answers with it, told by the live stream', said(toApi)),
      ],
      notes: ['Messages of 500 bytes, ten to a business action. Five a second are probes on a topic of their own. A script follows the live stream and asks the API; a browser has the list open, filtered to that topic, and notes when each probe is first in its page. The clock starts before the call that writes the message.'],
    };
  });
