/** Sends the next chunk of a replay: steps 4 and 5 of docs/decisions/dead-letters.md, whose order is all. */
import type { BrokerTopic } from '#lib/core/dead-letters/broker-topic.ts';
import { isAllowedTarget } from '#lib/core/dead-letters/allowed-targets.ts';
import type { Held, SenderContext } from '#lib/services/replays/sending/context.ts';
import { readOriginals, type ReadItem } from '#lib/services/replays/sending/originals.ts';
import { Unsendable, type Session } from '#lib/services/replays/sending/session.ts';
import type { ReplayBroker } from '#lib/sources/kafka/replay/replay-broker.ts';
import type { SentMessage } from '#lib/sources/kafka/replay/producer.ts';
import { microsNow } from '#lib/store/clock.ts';
import { closeChunk, openChunk, readNextItems, refuseItems, refuseVanished, type NextItem, type RefusedItem } from '#lib/store/replay-chunks.ts';

/** Beside the records, in a batch. */
const AROUND_BATCH = 100;

interface Placed {
  readonly seq: number;
  readonly deadLetter: string;
  readonly message: SentMessage;
}

/** Answers how many were sent or refused; null where another sender took over, or the replay does not run any more. Throws where a broker fails: then it must be recovered. */
export async function sendChunk(context: SenderContext, held: Held, session: Session, limit: number): Promise<number | null> {
  const { store: { pool } } = context;
  const items = await readNextItems(pool, held.replayId, session.alone > 0 ? 1 : limit);
  const [first] = items;
  if (first === undefined) return refuseVanished(pool, held.replayId, held.term);
  const broker = session.broker(first.at.source);
  const topics = new Map<string, BrokerTopic>();
  const unfit: RefusedItem[] = [];
  const fit: NextItem[] = [];
  for (const item of items) {
    const known = topics.get(item.topic) ?? (await session.topic(broker, item.topic));
    const refusal = whyNot(item, known, context, session);
    if (refusal !== null || known === undefined) unfit.push(refusal ?? { seq: item.seq, reason: 'target-missing', says: `there is no topic ${item.topic}` });
    else {
      topics.set(item.topic, known);
      fit.push(item);
    }
  }
  const { read, refused } = fit.length === 0 ? { read: [], refused: [] } : await readOriginals(context, held, broker, fit);
  const gone = [...unfit, ...refused];
  await refuseItems(pool, held.replayId, held.term, gone);
  if (read.length === 0) return gone.length;
  context.stepped('read');

  const producer = await session.producer(broker);
  const placed = firstThatFit(broker, read, topics, producer.isFenced);
  const names = new Set(placed.map(({ message }) => message.topic));
  const wanted = new Set(placed.map(({ message }) => `${message.partition}/${message.topic}`));
  const ends = (await broker.ends([...names])).filter(({ partition, topic }) => wanted.has(`${partition}/${topic}`));
  if (ends.length < wanted.size) throw new Error(`Not all partitions that are written to have a leader now: ${[...wanted].join(', ')}`);

  const intended = await openChunk(pool, {
    ...held, items: placed.map(({ seq, deadLetter, message }) => ({ seq, deadLetter, partition: message.partition })), at: microsNow(),
    ends: { source: broker.source, isFenced: producer.isFenced, partitions: ends.map(({ topic, kafkaId, partition, end }) => ({ topic, kafkaId, partition, end: end.toString() })) },
  });
  if (intended === null) return null;
  const sending = placed.filter(({ seq }) => intended.seqs.has(seq));
  if (sending.length === 0) return placed.length;
  context.stepped('intended');
  const offsets = await send(context, session, broker, sending);
  context.stepped('sent');
  const isMine = await closeChunk(pool, { ...held, chunk: intended.chunk, at: microsNow() }, sending.map(({ seq }, index) => ({ seq, event: 'committed', offset: offsets[index] ?? null, why: 'the broker has it; it may come back' })));
  session.alone = Math.max(0, session.alone - 1);
  context.stepped('settled');
  return isMine ? placed.length + gone.length : null;
}

/** What failed is looked at here only as far as it changes what is sent next: what became of the chunk is found out by recovering it. */
async function send(context: SenderContext, session: Session, broker: ReplayBroker, sending: readonly Placed[]): Promise<bigint[]> {
  const producer = await session.producer(broker);
  try {
    return await producer.send(sending.map(({ message }) => message), () => context.stepped('written'));
  } catch (error) {
    session.forgetTopics();
    const { kind, text } = broker.fault(error);
    const [first] = sending;
    if (kind === 'too-large' && sending.length > 1) session.alone = sending.length;
    if (kind === 'too-large' && sending.length === 1 && first !== undefined) session.tooLarge.add(first.seq);
    if (kind === 'forbidden') throw new Unsendable(text, { cause: error });
    throw error;
  }
}

/** The target may have changed since it was planned, and what this collector is allowed to. */
function whyNot({ seq, topic, originTopic, partition }: NextItem, known: BrokerTopic | undefined, { allowed }: SenderContext, { tooLarge }: Session): RefusedItem | null {
  if (!isAllowedTarget(allowed, topic, originTopic)) return { seq, reason: 'target-not-allowed', says: `the configuration does not allow replays to ${topic}` };
  if (known?.exists !== true) return { seq, reason: 'target-missing', says: `there is no topic ${topic} any more` };
  if (known.writable === false) throw new Unsendable(`the broker does not let Throughline write to ${topic}`);
  if (partition !== null && partition >= known.partitions) return { seq, reason: 'partition-missing', says: `${topic} has no partition ${partition} any more` };
  if (tooLarge.has(seq)) return { seq, reason: 'too-large', says: `the broker says that it is larger than ${topic} takes` };
  return null;
}

/** At least one. A batch may be no larger than the largest message; and where nobody is fenced, each goes alone. */
function firstThatFit(broker: ReplayBroker, read: readonly ReadItem[], topics: ReadonlyMap<string, BrokerTopic>, isFenced: boolean): Placed[] {
  const placed: Placed[] = [];
  const bytes = new Map<string, number>();
  for (const { item, message, size } of isFenced ? read : read.slice(0, 1)) {
    const topic = topics.get(item.topic);
    const partition = item.partition ?? broker.partitionByKey(item.topic, message.key, topic?.partitions ?? 1);
    const place = `${partition}/${item.topic}`;
    const sum = (bytes.get(place) ?? AROUND_BATCH) + size;
    if (placed.length > 0 && topic?.maxMessageBytes != null && sum > topic.maxMessageBytes) break;
    bytes.set(place, sum);
    placed.push({ seq: item.seq, deadLetter: item.deadLetter, message: { ...message, partition } });
  }
  return placed;
}
