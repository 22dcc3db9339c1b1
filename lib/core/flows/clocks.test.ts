import { describe, expect, it } from 'vitest';
import { assembled, findingTexts } from '#lib/core/flows/testing/assembled.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';

const HOUR = 3_600_000;
/** Shop sends an order, which `readers` read at 20, 30, … and answer; each clock is off by so many milliseconds. */
function round(off: { readonly shop?: number; readonly stock?: number; readonly mail?: number; readonly broker?: boolean }) {
  const { shop = 0, stock = 0, mail = 0, broker = false } = off;
  const stamp = (record: ReturnType<typeof event>): ReturnType<typeof event> => (broker ? { ...record, timestampType: 'append' } : record);
  return assembled(
    [
      stamp(event({ topic: 'orders', offset: 1, at: 5 + (broker ? 0 : shop), sentBy: ['t', 'send'] })),
      stamp(event({ topic: 'stock', offset: 1, at: 25 + (broker ? 0 : stock), sentBy: ['t', 'reserve'] })),
      stamp(event({ topic: 'mails', offset: 1, at: 36 + (broker ? 0 : mail), sentBy: ['t', 'mail'] })),
    ],
    [
      span({ trace: 't', name: 'send', kind: 'producer', service: 'shop', at: 4 + shop, took: 3 }),
      span({ trace: 't', name: 'reserve', parent: 'send', kind: 'consumer', service: 'stock', operation: 'process', handled: ['orders', 0, 1], at: 20 + stock, took: 8 }),
      span({ trace: 't', name: 'mail', parent: 'send', kind: 'consumer', service: 'mail', operation: 'process', handled: ['orders', 0, 1], at: 30 + mail, took: 8 }),
      span({ trace: 't', name: 'done', parent: 'reserve', kind: 'consumer', service: 'shop', operation: 'process', handled: ['stock', 0, 1], at: 60 + shop, took: 8 }),
      span({ trace: 't', name: 'mailed', parent: 'mail', kind: 'consumer', service: 'shop', operation: 'process', handled: ['mails', 0, 1], at: 70 + shop, took: 8 }),
    ],
  );
}

const offsets = (flow: ReturnType<typeof round>): Record<string, number> => Object.fromEntries(flow.skews.map(({ service, offsetMicros }) => [service, offsetMicros / 1000]));

describe('wrong clocks', () => {
  it.each([
    ['none', {}, {}],
    ['a reader behind', { mail: -3000 }, { mail: -2975 }],
    ['a reader an hour behind', { mail: -HOUR }, { mail: -HOUR + 25 }],
    ['a reader ahead: what it wrote was read before', { mail: 3000 }, { mail: 2966 }],
    ['the writer ahead of all', { shop: 3000 }, { shop: 2985 }],
    ['the writer behind all', { shop: -3000 }, { shop: -2966 }],
    ['two of them', { mail: -3000, stock: 5000 }, { stock: 4965, mail: -2975 }],
    ['a reader behind, by the clock of the broker', { mail: -3000, broker: true }, { mail: -2975 }],
    ['the writer ahead, by the clock of the broker', { shop: 3000, broker: true }, { shop: 2999 }],
    ['within what clocks differ by', { mail: -24 }, {}],
  ])('%s', (_what, off, expected) => {
    expect(offsets(round(off))).toEqual(expected);
  });

  it('make the waits across them unknown, and no others', () => {
    const { deliveries } = round({ mail: -3000 });
    expect(deliveries.map(({ span: { span: by }, waitMicros, skewMicros }) => [by.name, waitMicros, skewMicros])).toEqual([
      ['mail', null, -2_975_000],
      ['reserve', 15_000, null],
      ['done', 35_000, null],
      ['mailed', null, 2_975_000],
    ]);
  });

  it('are told in one sentence, with what says so', () => {
    const flow = round({ mail: -3000 });
    expect(findingTexts(flow)).toEqual(['clock-skew: The clock of mail is about 2.98 s behind: going by it, 1 message was read before it was written, by up to 2.98 s; how long such messages waited is not known.']);
  });

  it('do not change how long the flow took', () => {
    expect(round({ mail: -HOUR, stock: HOUR }).time.total).toBe(round({}).time.total);
  });

  it('of spans alone leave their messages where they are', () => {
    const flow = assembled(
      [event({ topic: 'a', offset: 1, at: 5, sentBy: ['t', 'send'] }), event({ topic: 'b', offset: 1, at: 205, sentBy: ['t', 'on'] })],
      [
        span({ trace: 't', name: 'send', kind: 'producer', service: 'east', at: 4, took: 4 }),
        span({ trace: 't', name: 'read', parent: 'send', kind: 'consumer', service: 'west', operation: 'process', handled: ['a', 0, 1], at: 200 - HOUR, took: 40 }),
        span({ trace: 't', name: 'on', parent: 'read', kind: 'producer', service: 'west', at: 203 - HOUR, took: 4 }),
      ],
    );
    expect(offsets(flow)).toEqual({ west: 195 - HOUR });
    expect(flow.time.total).toBe(201_000);
  });

  it('are told by spans that were received before they ended, and their messages stay where they are', () => {
    const spans = [
      span({ trace: 't', name: 'send', kind: 'producer', service: 'east', at: 4, took: 4 }),
      span({ trace: 't', name: 'read', parent: 'send', kind: 'consumer', service: 'west', operation: 'process', handled: ['a', 0, 1], at: 200 + HOUR, took: 40 }),
      span({ trace: 't', name: 'on', parent: 'read', kind: 'producer', service: 'west', at: 203 + HOUR, took: 4 }),
      span({ trace: 't', name: 'last', parent: 'on', kind: 'consumer', service: 'north', operation: 'process', handled: ['b', 0, 1], at: 290, took: 10 }),
    ];
    const events = [event({ topic: 'a', offset: 1, at: 5, sentBy: ['t', 'send'] }), event({ topic: 'b', offset: 1, at: 205, sentBy: ['t', 'on'] })];
    const flow = assembled(events, spans, { observedAt: () => microsFromMillis(Date.UTC(2026, 0, 31, 10) + 300) });
    expect(offsets(flow)).toEqual({ west: HOUR - 60 });
    expect(flow.time.total).toBeLessThanOrEqual(400_000);
    expect(flow.deliveries.map(({ waitMicros }) => waitMicros)).toEqual([85_000, null]);
    expect(findingTexts(flow)).toEqual(['clock-skew: The clock of west is about 60 min ahead: going by it, 2 records reached Throughline before they ended, by up to 60 min; how long such messages waited is not known.']);
  });

  it('are told by calls that are answered before they were made', () => {
    const flow = assembled([], [span({ trace: 't', name: 'call', kind: 'client', service: 'shop', at: 0, took: 100 }), span({ trace: 't', name: 'serve', parent: 'call', kind: 'server', service: 'bank', at: 5020, took: 50 })]);
    expect(offsets(flow)).toEqual({ bank: 4970 });
  });

  it('of hosts of one service are no offset of it, and still are told', () => {
    const flow = assembled([event({ topic: 'a', offset: 1, at: 5000, sentBy: ['t', 'send'] })], [span({ trace: 't', name: 'send', kind: 'producer', service: 'shop', at: 4998, took: 4 }), span({ trace: 'u', name: 'read', kind: 'consumer', service: 'shop', operation: 'process', handled: ['a', 0, 1], at: 3000 })]);
    expect(flow.skews).toEqual([]);
    expect(flow.deliveries).toMatchObject([{ waitMicros: null, skewMicros: -2_000_000 }]);
    expect(findingTexts(flow)).toEqual(['clock-skew: shop read 1 message up to 2 s before it was written, which no offset of one clock explains; how long it waited is not known.']);
  });

  it('that no offset explains end the search', () => {
    const tied = (at: number, offset: number) => [event({ topic: 'a', offset, at: 5, sentBy: ['t', 'send'] }), span({ trace: 't', name: `read ${offset}`, kind: 'consumer', service: 'stock', operation: 'process', handled: ['a', 0, offset], at, took: 1 })] as const;
    const back = span({ trace: 't', name: 'back', parent: 'read 1', kind: 'internal', service: 'shop', at: -90_000, took: 1 });
    const pairs = [tied(-60_000, 1), tied(60_000, 2)];
    const flow = assembled(pairs.map(([each]) => each), [span({ trace: 't', name: 'send', kind: 'producer', service: 'shop', at: 4 }), ...pairs.map(([, each]) => each), back]);
    for (const { waitMicros } of flow.deliveries) expect(waitMicros ?? 0).toBeGreaterThanOrEqual(0);
  });
});
