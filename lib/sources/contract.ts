/** What every source promises, whatever it reads: one suite, run against each of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { SourceError, type Sink, type Source } from '#lib/sources/source.ts';
import { MemorySink } from '#lib/sources/testing/memory-sink.ts';

export interface Harness {
  /** Not started yet. */
  readonly source: Source;
  /** Hands over a text as a peer does that tries again until it is acknowledged: by the source, or by the broker that it reads. */
  deliver(text: string): Promise<void>;
}

/** Defines the tests. `make` prepares a source that hands to `sink`; the suite starts and stops it. */
export function keepsItsPromises(make: (sink: Sink) => Promise<Harness>): void {
  async function prepare(): Promise<{ sink: MemorySink } & Harness> {
    const sink = new MemorySink();
    const harness = await make(sink);
    onTestFinished(() => harness.source.stop());
    return { sink, ...harness };
  }
  const texts = (sink: MemorySink): string[] => sink.events.map(({ value }) => Buffer.from(value ?? []).toString()).sort();
  const stored = (sink: MemorySink, count: number): Promise<void> => expect.poll(() => sink.events.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count).then(() => undefined);

  test('what is delivered is handed over once, and the status says how it is', async () => {
    const { source, sink, deliver } = await prepare();
    expect(source.status().status).not.toBe('ok');
    await source.start();
    expect(source.status()).toMatchObject({ name: source.name, status: 'ok', staleSince: null });
    for (const text of ['"one"', '"two"', '"three"']) await deliver(text);
    await stored(sink, 3);
    expect(texts(sink)).toEqual(['"one"', '"three"', '"two"']);
    await source.stop();
    expect(source.status().status).toBe('off');
  });

  test('a store that cannot be written costs delay, and nothing else', async () => {
    const { source, sink, deliver } = await prepare();
    let away = true;
    sink.before = () => {
      if (away) throw new SourceError('unavailable', 'The database is away.', { retryAfterMs: 100 });
    };
    await source.start();
    const delivered = Promise.all(['"one"', '"two"'].map(deliver));
    await sleep(1000);
    expect(sink.events).toEqual([]);
    away = false;
    await delivered;
    await stored(sink, 2);
    expect(texts(sink)).toEqual(['"one"', '"two"']);
  });

  test('a store that refuses what it does not know is asked again, with the same record', async () => {
    const { source, sink, deliver } = await prepare();
    let refusals = 2;
    sink.before = () => {
      if (refusals-- > 0) throw new Error('nobody foresaw this');
    };
    await source.start();
    await deliver('"one"');
    await stored(sink, 1);
    expect(texts(sink)).toEqual(['"one"']);
  });

  test('a stop waits for what is being stored', async () => {
    const { source, sink, deliver } = await prepare();
    const writing = Promise.withResolvers<void>();
    sink.before = async () => {
      writing.resolve();
      await sleep(700);
    };
    await source.start();
    const delivered = deliver('"one"');
    await writing.promise;
    await source.stop();
    expect(texts(sink)).toEqual(['"one"']);
    await delivered;
  });

  test('a second stop is one too many, and harmless', async () => {
    const { source } = await prepare();
    await source.start();
    await Promise.all([source.stop(), source.stop()]);
    await source.stop();
    expect(source.status().status).toBe('off');
  });
}
