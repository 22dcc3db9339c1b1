/** Dead letters as real clients write them: a Spring application with its recoverer and retry topics, and Kafka Connect with its dead-letter queue. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type Sketch, type World } from '#lib/collector/testing/clients/world.ts';
import { DeadLetterListQuery, FailureGroupListQuery, type DeadLetter, type FailureGroup } from '#lib/contracts/dead-letters.ts';
import { ReplayItemListQuery, ReplayRequest, type Replay, type ReplayPlan } from '#lib/contracts/replays.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { listFailureGroups } from '#lib/services/dead-letters/list-failure-groups.ts';
import { listDeadLetters } from '#lib/services/dead-letters/list.ts';
import { readFailureGroup } from '#lib/services/dead-letters/read-failure-group.ts';
import { readDeadLetter } from '#lib/services/dead-letters/read.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { listReplayItems } from '#lib/services/replays/items.ts';
import { planReplay } from '#lib/services/replays/plan-replay.ts';
import { readReplay } from '#lib/services/replays/read.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { until } from '#lib/sources/kafka/testing/fixture.ts';
import { collectorTopics } from '#lib/web/collector-topics.ts';

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const order = (key: string, amount: number, currency: string | null): Sketch => ({
  key, value: JSON.stringify({ id: key, amount, currency }),
  headers: { 'correlation-id': `order ${key}`, 'signature': Buffer.from([0xff, 0, 0xfe, amount]), 'tag': ['retail', 'web'] },
});
const cut = (key: string, amount: number): Sketch => ({ key, value: `{"id":"${key}","amount":${amount},"curr` });
const payout = (key: string, account: string): Sketch => ({ key, value: JSON.stringify({ id: key, account }) });

const GOOD = times(20, (index) => order(`ok-${index}`, index, 'CHF'));
const CUT = times(5, (index) => cut(`cut-${index}`, 10 ** index));
const NO_CURRENCY = [order('vip-0', 100, null), ...times(11, (index) => order(`bad-${index}`, index, null))];
const CLOSED = times(4, (index) => payout(`closed-${index}`, `closed ${4711 + index}`));
const HALF = times(4, (index) => ({ key: `half-${index}`, value: `{"sensor":${index},"value":${'7'.repeat(index + 1)}` }));
const TEXTS = times(3, (index) => ({ key: `text-${index}`, value: `"out of order ${index}"` }));
/** As its headers are broken, not even its recoverer would know where it came from. */
const odd = (named: World['named']): Sketch => ({
  key: 'odd', value: '{}',
  headers: {
    'kafka_dlt-original-topic': named('orders'), 'kafka_dlt-original-partition': ['0', 'first'], 'kafka_dlt-original-offset': '',
    'kafka_dlt-exception-fqcn': ['shop.FirstException', 'shop.OddException'], 'kafka_dlt-exception-message': ['one', 'two'],
  },
});
const EXPECTED = CUT.length + NO_CURRENCY.length + 1 + CLOSED.length + HALF.length + TEXTS.length + 1 + 1;

let world: World;
/** By topic and key. */
const places = new Map<string, string>();

beforeAll(async () => {
  world = await startWorld();
  const { named } = world;
  await send({ orders: GOOD, payouts: times(4, (index) => payout(`open-${index}`, `DE${index}`)), readings: times(6, (index) => ({ key: `good-${index}`, value: `{"sensor":${index}}` })) });
  // How long failures take tells how long what is sent back is watched: the time that Java needs to start must not count.
  await until('the clients are at work', async () => {
    await world.check();
    return (await kept('invoices')) === GOOD.length && (await kept('transfers')) === 4 && (await archived()).length > 6;
  }, 240_000);
  await send({ 'orders': [...NO_CURRENCY, ...CUT], 'orders-dlt': [odd(named)], 'payouts': CLOSED, 'readings': [...HALF, ...TEXTS], 'letters': [{ key: 'a', value: '{"to":"b"', headers: { 'correlation-id': 'letter a' } }] });
  await until('every dead letter, each after the message that it was', async () => {
    await world.check();
    const found = await letters();
    return found.length >= EXPECTED && found.every(({ key, origin }) => key === 'odd' || typeof origin?.incarnation === 'number');
  }, 240_000);
}, 600_000);

afterAll(() => world.end(), 120_000);

async function send(messages: Readonly<Record<string, readonly Sketch[]>>): Promise<void> {
  for (const [topic, of] of Object.entries(messages)) for (const [key, place] of await world.send(topic, of)) places.set(`${world.named(topic)} ${key}`, place);
}
/** Of a topic, as the collector has them. */
const kept = async (topic: string): Promise<number> => (await world.store.pool.query('SELECT FROM event e JOIN topic t ON t.id = e.topic_id WHERE t.name = $1', [world.named(topic)])).rowCount ?? 0;
/** A line each, and the empty one at the end. */
const archived = async (): Promise<string[]> => (await readFile(world.archive.fileOf(world.named('archive')), { encoding: 'utf8', flag: 'a+' })).split('\n');
const letters = async (filter: Partial<DeadLetterListQuery> = {}): Promise<DeadLetter[]> => (await listDeadLetters(world.store, DeadLetterListQuery.parse({ limit: 200, ...filter }))).deadLetters;
const groups = async (): Promise<FailureGroup[]> => (await listFailureGroups(world.store, FailureGroupListQuery.parse({ sort: 'title' }))).failureGroups;
async function group(title: string, topic: string): Promise<FailureGroup> {
  const found = (await groups()).find((each) => each.title === title && each.originTopic === world.named(topic));
  if (found === undefined) throw new Error(`There is no failure group “${title}” of ${topic}`);
  return found;
}
const detail = async (title: string, topic: string) => readFailureGroup(world.store, (await group(title, topic)).id, DEFAULT_CONVENTIONS);
async function letter(topic: string, key: string) {
  const found = (await letters({ deadLetterTopic: world.named(topic) })).find((each) => each.key === key);
  if (found === undefined) throw new Error(`There is no dead letter ${key} on ${topic}`);
  return readDeadLetter(world.store, found.id, DEFAULT_CONVENTIONS);
}

describe('of all', () => {
  test('each cause makes one group, whatever the number of its messages', async () => {
    const { named } = world;
    const connect = (sink: string): string => `connect-${named(sink)}`;
    expect(new Set((await groups()).map(({ title, count, open, originTopic, consumerGroup, state }) => [title, count, open, originTopic, consumerGroup, state]))).toEqual(
      new Set([
        ['Currency is missing', 12, 12, named('orders'), named('billing'), 'open'],
        ['The payload is not valid JSON', 5, 5, named('orders'), named('billing'), 'open'],
        ['Account <n> is closed', 4, 4, named('payouts'), named('payouts'), 'open'],
        ['Unsupported operation', 1, 1, named('orders-dlt'), named('support'), 'open'],
        ['Odd', 1, 1, named('orders'), null, 'open'],
        ['The payload is not valid JSON', 4, 4, named('readings'), connect('archive'), 'open'],
        ['Only Map objects supported in absence of schema for [field insertion], found', 3, 3, named('readings'), connect('archive'), 'open'],
        ['Nothing says why it failed', 1, 1, named('letters'), null, 'open'],
      ]),
    );
  });

  test('headers tell where each came from, and the messages stand there', async () => {
    const told = (await letters()).filter(({ key }) => !['odd', 'a'].includes(key ?? ''));
    expect(told).toHaveLength(EXPECTED - 2);
    // The dead letter of a dead letter came from the dead-letter topic, as everybody saw.
    places.set(`${world.named('orders-dlt')} vip-0`, `0/${(await letter('orders-dlt', 'vip-0')).coordinates.offset}`);
    for (const { key, origin } of told) {
      expect(origin).toMatchObject({ evidence: 'headers', incarnation: 0 });
      expect(`${origin?.partition}/${origin?.offset}`).toBe(places.get(`${origin?.topic} ${key}`));
    }
  });
});

describe('of Spring', () => {
  test('the innermost exception counts, with its stack trace, down to the line of the application', async () => {
    const found = await letter('orders-dlt', 'bad-3');
    expect(found).toMatchObject({ messageType: null, failure: { framework: 'Spring Kafka', type: 'java.lang.NullPointerException', attempts: 1 } });
    expect(found.failure.message).toContain('because the return value of "shop.Shop$Order.currency()" is null');
    const cause = found.stacktrace?.exceptions.at(-1);
    expect(cause).toMatchObject({ type: 'java.lang.NullPointerException', relation: 'cause' });
    expect(cause?.frames[0]).toMatchObject({ text: expect.stringContaining('shop.Shop.bill(Shop.java:') as string, kind: 'application', differs: false });
    expect((await group('Currency is missing', 'orders')).topFrame).toBe('shop.Shop.bill');
    expect(await letter('orders-dlt', 'cut-3')).toMatchObject({ failure: { type: 'tools.jackson.core.exc.UnexpectedEndOfInputException', message: 'failed to deserialize' }, payload: { text: CUT[3]?.value } });
  });

  test('binary and repeated headers come through, as bytes', async () => {
    const { headers } = await letter('orders-dlt', 'bad-7');
    expect(headers.filter(({ name }) => ['signature', 'tag', 'kafka_dlt-original-partition', 'kafka_dlt-original-offset'].includes(name)).map(({ name, encoding, value }) => [name, encoding, value])).toEqual([
      ['signature', 'hex', 'ff00fe07'], ['tag', 'utf8', 'retail'], ['tag', 'utf8', 'web'],
      ['kafka_dlt-original-partition', 'int32', expect.stringMatching(/^\d$/)], ['kafka_dlt-original-offset', 'int64', expect.stringMatching(/^\d+$/)],
    ]);
  });

  test('what tells the failed ones from the others is found', async () => {
    const { separation } = await detail('Currency is missing', 'orders');
    expect(separation).toMatchObject({ failed: 12, healthy: 20, notTold: null });
    expect(separation.fields[0]).toMatchObject({ place: 'payload', name: '/currency', says: 'currency is null', failedShare: 1, healthyShare: 0 });
    expect((await detail('Account <n> is closed', 'payouts')).separation).toMatchObject({ failed: 4, healthy: 4 });
  });

  test('the retries of a message are one story, with the number of each attempt', async () => {
    const { flowId, failure, origin } = await letter('payouts-dlt', 'closed-2');
    expect(failure).toMatchObject({ attempts: 3, type: 'java.lang.IllegalStateException', message: expect.stringContaining('account 4713 is closed') as string });
    expect(origin?.group).toBe(world.named('payouts'));
    const answer = await readFlow(world.store, flowId ?? '');
    const found = answer !== null && 'found' in answer ? answer.found : null;
    expect(found?.flow).toMatchObject({ status: 'failed', counts: { events: 4, retries: 2, deadLetters: 1 } });
    expect(found?.events.map(({ coordinates, role, attempt }) => [coordinates.topic, role, attempt])).toEqual([
      [world.named('payouts'), 'normal', 1], [world.named('payouts-retry'), 'retry', 2], [world.named('payouts-retry'), 'retry', 3], [world.named('payouts-dlt'), 'dead-letter', 3],
    ]);
  });

  test('a dead letter of a dead letter is one of its own, in the flow of the first', async () => {
    const [first, second] = [await letter('orders-dlt', 'vip-0'), await letter('orders-dlt-dlt', 'vip-0')];
    expect(second).toMatchObject({ failure: { type: 'java.lang.UnsupportedOperationException' }, origin: { topic: world.named('orders-dlt'), group: world.named('support') }, flowId: first.flowId });
    expect(first.origin).toMatchObject({ topic: world.named('orders') });
  });

  test('what its headers cannot tell is left open, and said', async () => {
    const { origin, failure, history, notes } = await letter('orders-dlt', 'odd');
    expect(origin).toMatchObject({ topic: world.named('orders'), partition: null, offset: null, group: null, evidence: 'headers' });
    expect(failure).toMatchObject({ type: 'shop.OddException', message: 'two' });
    expect(history).toEqual([{ type: 'shop.FirstException', message: 'one' }]);
    expect(notes).toEqual(['header kafka_dlt-original-partition is no partition or offset', 'header kafka_dlt-original-offset is no partition or offset']);
  });
});

describe('of Kafka Connect', () => {
  test('exception, message and stage are told, and what it could handle went through', async () => {
    expect(await letter('readings-dlq', 'half-1')).toMatchObject({ failure: { framework: 'Kafka Connect', type: 'com.fasterxml.jackson.core.io.JsonEOFException', attempts: 1 }, payload: { text: HALF[1]?.value } });
    const text = await letter('readings-dlq', 'text-0');
    expect(text.failure).toMatchObject({ type: 'org.apache.kafka.connect.errors.DataException', message: expect.stringMatching(/^Only Map objects supported/) as string });
    expect(text.headers).toContainEqual(expect.objectContaining({ name: '__connect.errors.stage', value: 'TRANSFORMATION' }));
  });

  test('where its headers are turned off, the origin is found by the payload', async () => {
    const found = await letter('letters-dlq', 'a');
    expect(found).toMatchObject({ origin: { topic: world.named('letters'), partition: 0, offset: '0', group: null, evidence: 'payload-hash' }, failure: { type: null, framework: null } });
  });
});

describe('sent back', { timeout: 300_000 }, () => {
  const ACTOR = { name: 'ada', address: null };
  const plans = new Map<string, ReplayPlan>();
  const planned = (name: string): ReplayPlan => plans.get(name) ?? expect.fail(`Nothing was planned as ${name}`);
  const plan = async (name: string, request: object): Promise<void> => {
    const ask = collectorTopics({ collectorUrl: `http://127.0.0.1:${world.collector.apiPort}`, token: null });
    plans.set(name, await planReplay(world.store, ReplayRequest.parse({ reason: 'repaired', canary: false, ...request }), ACTOR, { conventions: DEFAULT_CONVENTIONS, allowed: null, ask }));
  };
  /** Until nothing of it is awaited any more. */
  const outcomeOf = async (name: string): Promise<Replay> => {
    let replay = await readReplay(world.store, planned(name).id);
    await until(`the outcome of ${name}`, async () => {
      await world.check();
      replay = await readReplay(world.store, replay.id);
      return replay.waiting === 0 && ['done', 'stopped'].includes(replay.state);
    }, 120_000);
    return replay;
  };
  const items = async (name: string) => (await listReplayItems(world.store, planned(name).id, ReplayItemListQuery.parse({ limit: 200 }))).items;

  beforeAll(async () => {
    const half = await letter('readings-dlq', 'half-0');
    const text = await letter('readings-dlq', 'text-1');
    await plan('orders', { failureGroup: (await group('Currency is missing', 'orders')).id });
    await plan('cut', { failureGroup: (await group('The payload is not valid JSON', 'orders')).id, canary: true });
    await plan('payouts', { failureGroup: (await group('Account <n> is closed', 'payouts')).id });
    await plan('edited', { deadLetterIds: [half.id], edits: { [half.id]: { value: { text: '{"sensor":0,"value":7}' } } } });
    await plan('unedited', { deadLetterIds: [text.id] });
    await plan('hopeless', { filter: { q: 'vip-0', deadLetterTopic: world.named('orders-dlt-dlt') } });
    await plan('odd', { deadLetterIds: [(await letter('orders-dlt', 'odd')).id] });
    await world.shop.heal();
    await Promise.all(['orders', 'cut', 'payouts', 'edited', 'unedited'].map((name) => startReplay(world.store, { id: planned(name).id, actor: ACTOR }, planned(name).total)));
  });

  test('the plan names where it goes, for whom, and who else reads there', () => {
    expect(planned('orders')).toMatchObject({ total: 12, refused: [], targets: [{ topic: world.named('orders'), count: 12, partitions: [{ count: 6 }, { count: 6 }], ownGroups: [world.named('billing')], otherGroups: [] }] });
    expect(planned('edited')).toMatchObject({ total: 1, edited: 1, targets: [{ ownGroups: [`connect-${world.named('archive')}`] }] });
    expect(planned('hopeless')).toMatchObject({ total: 0, refused: [{ reason: 'target-is-dead-letter-topic' }] });
    expect(planned('odd')).toMatchObject({ total: 0, refused: [{ reason: 'no-partition' }] });
  });

  test('what Spring handles now succeeds, the flows go on, and the group is resolved', async () => {
    expect(await outcomeOf('orders')).toMatchObject({ state: 'done', sent: 12, succeeded: 12, failedAgain: 0, unsure: 0 });
    expect(await group('Currency is missing', 'orders')).toMatchObject({ count: 12, open: 0, state: 'resolved' });
    const { flowId, origin, replays } = await letter('orders-dlt', 'bad-7');
    expect(replays).toMatchObject([{ state: 'succeeded', becameId: null }]);
    const answer = await readFlow(world.store, flowId ?? '');
    const events = answer !== null && 'found' in answer ? answer.found.events : [];
    expect(events.map(({ coordinates, replayId }) => [coordinates.topic, coordinates.partition, replayId])).toEqual([
      [world.named('orders'), origin?.partition, null], [world.named('orders-dlt'), origin?.partition, null], [world.named('orders'), origin?.partition, planned('orders').id], [world.named('invoices'), expect.any(Number), null],
    ]);
    expect(await outcomeOf('payouts')).toMatchObject({ state: 'done', succeeded: 4 });
    expect(await group('Account <n> is closed', 'payouts')).toMatchObject({ open: 0, state: 'resolved' });
  });

  test('what fails again stops its replay, and joins its group with all attempts', async () => {
    expect(await outcomeOf('cut')).toMatchObject({ state: 'stopped', sent: 1, failedAgain: 1, succeeded: 0, notSent: 4 });
    const [item] = await items('cut');
    expect(item).toMatchObject({ state: 'failed-again' });
    expect(await readDeadLetter(world.store, item?.becameId ?? '', DEFAULT_CONVENTIONS)).toMatchObject({ replayOf: item?.deadLetterId, state: 'open', failure: { attempts: 2, framework: 'Spring Kafka' }, origin: { topic: world.named('orders') } });
    expect(await group('The payload is not valid JSON', 'orders')).toMatchObject({ count: 6, open: 5, reFailed: 1, state: 'failed-again' });
  });

  test('Kafka Connect takes what was edited, and gives up again what was not', async () => {
    expect(await outcomeOf('edited')).toMatchObject({ state: 'done', succeeded: 1 });
    expect(await archived()).toContain('{value=7, archived=yes, sensor=0}');
    expect(await outcomeOf('unedited')).toMatchObject({ failedAgain: 1 });
    expect(await group('Only Map objects supported in absence of schema for [field insertion], found', 'readings')).toMatchObject({ count: 4, open: 3, reFailed: 1, state: 'failed-again' });
  });
});
