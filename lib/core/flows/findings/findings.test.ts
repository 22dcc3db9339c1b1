import { describe, expect, it, test } from 'vitest';
import { REPLAY_ID_HEADER } from '#lib/core/conventions/replay.ts';
import type { FlowContext } from '#lib/core/flows/context.ts';
import { assembled, findingTexts, LATER } from '#lib/core/flows/testing/assembled.ts';
import { event, span, traceparent, type EventSketch } from '#lib/core/flows/testing/scene.ts';
import { brand } from '#lib/core/brand.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import type { Micros, NanosText } from '#lib/core/time.ts';

const texts = (events: readonly EventRecord[], spans: readonly SpanRecord[] = [], context: Partial<FlowContext> = {}, shared: readonly string[] = []): string[] => findingTexts(assembled(events, spans, context, shared));
const message = (offset: number, at: number, more: Partial<EventSketch> & { readonly key?: string } = {}): EventRecord => ({ ...event({ topic: 'trips', offset, at, type: `trip.${offset}`, ...more }), key: Buffer.from(more.key ?? 'trip-17') });
const withId = (id: string, headers: Record<string, string> = {}) => ({ headers: { 'message-id': id, ...headers } });
const reading = (name: string, topic: string, offset: number, at: number, more: object = {}) =>
  span({ trace: name, name, kind: 'consumer', service: 'payment', operation: 'process', group: 'payment', handled: [topic, 0, offset], at, ...more });

test('a flow in order shows nothing', () => {
  expect(texts([message(1, 0, withId('a')), message(2, 10, withId('b'))], [reading('one', 'trips', 1, 5), reading('two', 'trips', 2, 15)])).toEqual([]);
});

describe('duplicate', () => {
  it.each<[string, EventRecord[], string[]]>([
    ['the same id at two coordinates of a topic', [message(1, 0, withId('a')), message(4, 62, { ...withId('a'), type: 'trip.1' })], ['duplicate: trip.1 was written twice to trips with the same message id within 62 ms: at 0 · 1 and 0 · 4.']],
    ['the same id many times', [1, 2, 3, 4, 5].map((offset) => message(offset, offset, { ...withId('a'), type: 'x' })), ['duplicate: x was written 5 times to trips with the same message id within 4 ms: at 0 · 1, 0 · 2, 0 · 3 and 2 more.']],
    ['the same id in two topics: a message that was passed on', [message(1, 0, withId('a')), message(1, 9, { ...withId('a'), topic: 'other' })], []],
    ['no id', [message(1, 0), message(2, 0)], []],
    ['what a replay wrote', [message(1, 0, withId('a')), message(2, 50, withId('a', { [REPLAY_ID_HEADER]: 'r' }))], []],
    ['copies on a retry topic', [message(1, 0, { topic: 'trips.retry', ...withId('a') }), message(2, 9, { topic: 'trips.retry', ...withId('a') })], ['redelivered: trip.1 was put off 2 times over trips.retry; no span tells how that ended.']],
  ])('%s', (_what, events, expected) => {
    expect(texts(events)).toEqual(expected);
  });

  it('one message handled again by one group though it had succeeded', () => {
    expect(texts([message(1, 0)], [reading('one', 'trips', 1, 5), reading('two', 'trips', 1, 2005)])).toEqual(['duplicate: Group payment (payment) processed trip.1 (trips 0 · 1) again 2 s after it had done so without an error.']);
    expect(texts([message(1, 0)], [reading('one', 'trips', 1, 5), reading('two', 'trips', 1, 2005, { service: 'mail', group: 'mail' })])).toEqual([]);
  });
});

describe('out of order', () => {
  const numbered = (offset: number, sequence: string, more: Partial<EventSketch> & { readonly key?: string } = {}) => message(offset, offset, { ...more, headers: { 'ce_specversion': '1.0', 'ce_id': `id-${offset}`, 'ce_source': 's', 'ce_type': `trip.${offset}`, 'ce_sequence': sequence, ...more.headers } });
  const happened = (offset: number, at: number, more: Partial<EventSketch> = {}) => message(offset, 10_000 + offset, { value: { occurredAt: new Date(Date.UTC(2026, 0, 31, 10) + at).toISOString() }, ...more });

  it.each<[string, EventRecord[], string[]]>([
    ['sequences that rise', [numbered(1, '9'), numbered(2, '10'), numbered(3, '12')], []],
    ['one that stands after the one that follows it', [numbered(1, '1'), numbered(2, '3'), numbered(3, '2'), numbered(4, '4')], ['out-of-order: trip.3 (trips 0 · 3) has sequence 2 and stands after trip.2 (trips 0 · 2) with sequence 3.']],
    ['numbers by value, not as text', [numbered(1, '10'), numbered(2, '9')], ['out-of-order: trip.2 (trips 0 · 2) has sequence 9 and stands after trip.1 (trips 0 · 1) with sequence 10.']],
    ['numbers beyond what a double holds', [numbered(1, '9007199254740993'), numbered(2, '9007199254740992')], ['out-of-order: trip.2 (trips 0 · 2) has sequence 9007199254740992 and stands after trip.1 (trips 0 · 1) with sequence 9007199254740993.']],
    ['texts of one length', [numbered(1, '00b'), numbered(2, '00a')], ['out-of-order: trip.2 (trips 0 · 2) has sequence 00a and stands after trip.1 (trips 0 · 1) with sequence 00b.']],
    ['texts that cannot be compared', [numbered(1, 'v2'), numbered(2, 'v10')], []],
    ['one far ahead, which makes only the next one late', [numbered(1, '1'), numbered(2, '900'), numbered(3, '2'), numbered(4, '3')], ['out-of-order: trip.3 (trips 0 · 3) has sequence 2 and stands after trip.2 (trips 0 · 2) with sequence 900.']],
    ['an other key', [numbered(1, '3'), numbered(2, '2', { key: 'trip-18' })], []],
    ['an other partition', [numbered(1, '3'), numbered(2, '2', { partition: 1 })], []],
    ['times that rise', [happened(1, 0), happened(2, 500)], []],
    ['one that happened before what stands before it', [happened(1, 0), happened(2, 900), happened(3, 400)], ['out-of-order: trip.3 (trips 0 · 3) happened 500 ms before trip.2 (trips 0 · 2) and stands after it.']],
    ['times within what clocks differ by', [happened(1, 4), happened(2, 0)], []],
    ['one that was sent twice: a duplicate', [happened(1, 0, withId('a')), happened(2, 900, withId('b')), happened(3, 0, { ...withId('a'), type: 'trip.1' })], ['duplicate: trip.1 was written twice to trips with the same message id within 2 ms: at 0 · 1 and 0 · 3.']],
  ])('%s', (_what, events, expected) => {
    expect(texts(events)).toEqual(expected);
  });
});

describe('redelivered', () => {
  it('after failures, with the number of the attempt and how it ended', () => {
    const failed = { error: 'CardDeclined: do_not_honor' };
    expect(texts([message(1, 0)], [reading('one', 'trips', 1, 5, failed), reading('two', 'trips', 1, 1005, failed), reading('three', 'trips', 1, 2005)])).toEqual([
      'redelivered: payment was handed trip.1 (trips 0 · 1) again after 2 failed attempts: attempt 3, 2 s after the first, ended without an error.',
    ]);
    expect(texts([message(1, 0)], [reading('one', 'trips', 1, 5, failed), reading('two', 'trips', 1, 1005, failed)])).toEqual([
      'redelivered: payment was handed trip.1 (trips 0 · 1) again after 1 failed attempt: attempt 2, 1 s after the first, failed too (CardDeclined: do_not_honor).',
    ]);
  });

  it('over retry topics of which no span tells', () => {
    const retry = (offset: number, attempt: number) => message(offset, offset * 10, { topic: 'trips.retry', headers: { 'x-original-topic': 'trips', 'x-original-partition': '0', 'x-original-offset': '1', 'x-attempt': String(attempt) } });
    expect(texts([message(1, 0), retry(5, 2), retry(6, 3)])).toEqual(['redelivered: trip.1 (trips 0 · 1) was put off 2 times over trips.retry, by its headers to attempt 3; no span tells how that ended.']);
  });

  it('over retry topics of which only the last is traced', () => {
    expect(texts([message(5, 10, { topic: 'trips.retry' })], [reading('two', 'trips.retry', 5, 40)])).toEqual(['redelivered: trip.5 was put off 1 time over trips.retry; the last attempt that is known, of payment, ended without an error.']);
  });

  it('by who put the message off though its span tells no error', () => {
    const copy = message(7, 30, { topic: 'trips.retry', headers: { 'x-original-topic': 'trips', 'x-original-partition': '0', 'x-original-offset': '1' } });
    expect(texts([message(1, 0), copy], [reading('one', 'trips', 1, 5), reading('two', 'trips.retry', 7, 40)])).toEqual([
      'redelivered: payment was handed trip.1 (trips 0 · 1) again over trips.retry after 1 failed attempt: attempt 2, 35 ms after the first, ended without an error.',
    ]);
  });

  it('to its end in a dead letter though no span tells an error', () => {
    const origin = { 'x-original-topic': 'trips', 'x-original-partition': '0', 'x-original-offset': '1' };
    const copies = [message(7, 30, { topic: 'trips.retry', headers: origin }), message(9, 60, { topic: 'trips.dlq', headers: origin })];
    expect(texts([message(1, 0), ...copies], [reading('one', 'trips', 1, 5), reading('two', 'trips.retry', 7, 40)])[1]).toBe(
      'redelivered: payment was handed trip.1 (trips 0 · 1) again over trips.retry after 1 failed attempt: attempt 2, 35 ms after the first, ended in a dead letter.',
    );
  });

  it('over a retry topic', () => {
    const origin = { 'x-original-topic': 'trips', 'x-original-partition': '0', 'x-original-offset': '1' };
    expect(texts([message(1, 0), message(7, 30, { topic: 'trips.retry', headers: origin })], [reading('one', 'trips', 1, 5, { error: 'no' }), reading('two', 'trips.retry', 7, 60_005)])).toEqual([
      'redelivered: payment was handed trip.1 (trips 0 · 1) again over trips.retry after 1 failed attempt: attempt 2, 1 min after the first, ended without an error.',
    ]);
  });
});

describe('dead-lettered', () => {
  const letter = (headers: Record<string, string>) => message(9, 90, { topic: 'trips.dlq', type: 'trip.started', headers });
  const origin = { 'x-original-topic': 'trips', 'x-original-partition': '0', 'x-original-offset': '1' };

  it.each<[string, EventRecord[], SpanRecord[], string]>([
    ['alone', [letter({})], [], 'trip.started was given up and sent to trips.dlq.'],
    ['with headers', [letter({ ...origin, 'x-consumer-group': 'payment', 'x-error-type': 'CardDeclined', 'x-error': 'do_not_honor\n  at x', 'x-attempt': '3' })], [], 'payment gave up trip.started of trips after 3 attempts and sent it to trips.dlq (CardDeclined: do_not_honor…).'],
    ['by who failed, as often as it did', [message(1, 0), letter(origin)], [reading('one', 'trips', 1, 5, { error: 'no' }), reading('two', 'trips', 1, 50, { error: 'no' })], 'payment gave up trip.started of trips after 2 attempts and sent it to trips.dlq.'],
  ])('%s', (_what, events, spans, sentence) => {
    expect(texts(events, spans)[0]).toBe(`dead-lettered: ${sentence}`);
  });
});

describe('missing span', () => {
  const orphan = span({ trace: 't', name: 'work', service: 'stock', parent: 'gone' });
  const missing = (text: string): string => expect.stringMatching(new RegExp(`^missing-span: Span [0-9a-f]{16} of trace [0-9a-f]{32} has not arrived, though ${text}\\.$`)) as string;

  it('that a parent, a link or a message names', () => {
    expect(texts([], [orphan])).toEqual([missing('stock work names it as its parent')]);
    expect(texts([], [span({ trace: 't', name: 'work', service: 'stock', links: [['u', 'gone']] })])).toEqual([missing('stock work links to it')]);
    expect(texts([message(1, 0, { sentBy: ['u', 'gone'] })], [reading('one', 'trips', 1, 5)])).toEqual([missing('trip\\.1 \\(trips 0 · 1\\) names it as its sender')]);
  });

  it('once, whoever names it', () => {
    expect(texts([message(1, 0, { sentBy: ['t', 'gone'] })], [orphan, span({ trace: 't', name: 'more', service: 'stock', parent: 'gone' })])).toHaveLength(1);
  });

  it.each<[string, EventRecord[], SpanRecord[], Partial<FlowContext>, string[]?]>([
    ['of a trace that was not sampled', [{ ...message(1, 0), headers: [{ name: 'traceparent', value: Buffer.from(traceparent('t', 'gone').replace(/01$/, '00')) }] }], [orphan], {}],
    ['while its trace may still be on its way', [], [orphan], { observedAt: () => brand<Micros>(LATER - 10_000_000) }],
    ['that another flow shows', [], [orphan], { hasSpan: () => true }],
    ['of a flow without spans: its services are not traced', [message(1, 0, { sentBy: ['u', 'gone'] })], [], {}],
    ['of what other flows share', [], [orphan], {}, ['work']],
    ['of a span that was handed messages of several flows', [], [span({ trace: 't', name: 'batch', kind: 'consumer', links: [['u', 'one'], ['v', 'two']] })], {}],
  ])('is none %s', (_what, events, spans, context, shared = []) => {
    expect(texts(events, spans, context, shared)).toEqual([]);
  });

  it('that a dropped link would have named', () => {
    expect(texts([], [{ ...span({ trace: 't', name: 'batch', service: 'stock' }), droppedLinks: 22 }])).toEqual(['missing-span: The SDK of stock dropped 22 links of batch: which messages it was handed is not known in full.']);
  });
});

describe('absurd times', () => {
  const dated = (record: EventRecord, millis: number): EventRecord => ({ ...record, timestamp: brand<Micros>(millis * 1000) });
  const start = (record: SpanRecord, millis: number): SpanRecord => ({ ...record, startNanos: brand<NanosText>(`${millis}000000`), endNanos: brand<NanosText>(`${millis + 5}000000`) });

  it.each<[string, EventRecord[], SpanRecord[], string]>([
    ['a message from 1970', [message(1, 0), dated(message(2, 0), 0)], [], '1 record of trips is dated 1970-01-01, which cannot be: it counts from when it was seen.'],
    ['messages from the future', [dated(message(1, 0), Date.UTC(2099, 0, 1)), dated(message(2, 0), Date.UTC(2099, 0, 1))], [], '2 records of trips are dated 2099-01-01, which cannot be: they count from when they were seen.'],
    ['a span from 1970', [], [span({ trace: 't', name: 'a' }), start(span({ trace: 't', name: 'b', parent: 'a', service: 'old' }), 1000)], '1 record of old is dated 1970-01-01, which cannot be: it counts from when it was seen.'],
    ['a span from 2099', [], [span({ trace: 't', name: 'a' }), start(span({ trace: 't', name: 'b', parent: 'a', service: 'new' }), Date.UTC(2099, 0, 1))], '1 record of new is dated 2099-01-01, which cannot be: it counts from when it was seen.'],
  ])('of %s are told, and rule nothing', (_what, events, spans, sentence) => {
    const flow = assembled(events, spans, { observedAt: () => brand<Micros>(Date.UTC(2026, 0, 31, 11) * 1000) });
    expect(findingTexts(flow)).toContain(`absurd-time: ${sentence}`);
    expect(flow.time.total).toBeLessThanOrEqual(3_600_000_000);
  });

  it('are no wrong clocks, and no timestamp is none', () => {
    const flow = assembled([dated(message(1, 0), 0)], [reading('one', 'trips', 1, 5)]);
    expect(flow.skews).toEqual([]);
    expect(flow.deliveries).toMatchObject([{ waitMicros: null }]);
    expect(texts([{ ...message(1, 0), timestamp: null, timestampType: 'none' }])).toEqual([]);
  });
});

describe('oversized', () => {
  const sized = (size: number): EventRecord => ({ ...message(1, 0), value: Buffer.alloc(size) });

  it.each<[string, EventRecord, boolean, string[]]>([
    ['small', sized(200_000), false, []],
    ['near the usual limit', sized(1_000_000), false, ['oversized: trip.1 (trips 0 · 1) has 977 KiB, near the most that brokers take by default (1 MiB).']],
    ['over it', sized(3_000_000), false, ['oversized: trip.1 (trips 0 · 1) has 2.86 MiB, more than brokers take by default (1 MiB).']],
    ['cut', sized(200_000), true, ['oversized: trip.1 (trips 0 · 1) has 195 KiB; only its beginning is kept here.']],
  ])('%s', (_what, record, cut, expected) => {
    expect(texts([record], [], { isCut: () => cut })).toEqual(expected);
  });

  it('a flow of which only a part is shown', () => {
    expect(texts([message(1, 0), message(2, 1), message(3, 2)], [], { displayLimit: 2 })).toEqual(['oversized: The flow has more than the 2 records that one picture shows; a whole part of it is shown.']);
  });
});

test('the most important come first, and of many of one kind the rest is one', () => {
  const flow = assembled(
    [...Array.from({ length: 26 }, (_, at) => message(at, at, withId(`m${at >> 1}`))), message(90, 99, { topic: 'trips.dlq' })],
    [span({ trace: 't', name: 'work', parent: 'gone' })],
  );
  const kinds = flow.findings.map(({ kind }) => kind);
  expect(kinds).toEqual(['dead-lettered', ...Array.from({ length: 11 }, () => 'duplicate'), 'missing-span']);
  expect(flow.findings[11]).toMatchObject({ message: 'And 3 more duplicates.', records: [{}, {}, {}] });
});
