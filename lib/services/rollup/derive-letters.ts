/** The dead letters of flows that were derived, and the groups of failures that they make. */
import type pg from 'pg';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { readStacktrace } from '#lib/core/conventions/dead-letter.ts';
import { viewHeaders } from '#lib/core/conventions/header-view.ts';
import { FINGERPRINT_VERSION } from '#lib/core/dead-letters/fingerprint.ts';
import { findOrigin, type OriginCandidate } from '#lib/core/dead-letters/origin.ts';
import { attemptsOf, recognise, type Recognised } from '#lib/core/dead-letters/recognise.ts';
import { messageKey } from '#lib/core/flows/keys.ts';
import { originOf } from '#lib/core/flows/origins.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';
import { coordinatesText, parseCoordinates } from '#lib/core/ids.ts';
import type { Micros } from '#lib/core/time.ts';
import { keyText } from '#lib/services/flows/key-text.ts';
import type { FailedFlow } from '#lib/services/rollup/derive.ts';
import { readEarlier, readKnownLetters, writeDeadLetters, type DeadLetterRow, type EarlierLetter } from '#lib/store/dead-letters.ts';
import type { FailureGroupRow } from '#lib/store/failure-counts.ts';
import { lettersLock } from '#lib/store/letters-lock.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';
import { parseEventRef, uuidOfHex } from '#lib/store/refs.ts';
import { settleCameBack, settleSeen } from '#lib/store/replay-items.ts';
import { readDigests, readStoredMessages, type StoredMessage } from '#lib/store/stored-messages.ts';

export interface LetterOptions {
  readonly conventions: Conventions;
  /** The rollup pass. */
  readonly version: bigint;
  readonly now: Micros;
}

/** Of a flow with more messages none is compared by its payload. */
const MOST_COMPARED = 2000;

interface Found {
  readonly flow: FailedFlow;
  readonly event: KnownEvent;
}

/**
 * In the transaction of the flows. A dead letter is read again only where it is new, its flow is another, its headers do not tell where it came from, the
 * message that they name was seen since, or it came of a replay: then the one that was sent back may have been seen after it.
 */
export async function deriveLetters(client: pg.ClientBase, flows: readonly FailedFlow[], { conventions, version, now }: LetterOptions): Promise<void> {
  await deriveSeen(client, flows, now);
  const all = flows.flatMap((flow) => flow.events.flatMap((event): Found[] => (event.reading.role === 'dead-letter' ? [{ flow, event }] : [])));
  if (all.length === 0) return;
  const known = await readKnownLetters(client, all.map(({ event }) => event.ref), FINGERPRINT_VERSION);
  const originals = new Map(flows.map((flow) => [flow, Map.groupBy(flow.events, ({ at }) => messageKey(at))]));
  /** Among which its origin is looked for: where the headers name one message, among those at that place. */
  const candidates = ({ flow, event }: Found): readonly KnownEvent[] => {
    const exact = originOf(event.reading);
    return exact === null ? flow.events.filter((each) => each !== event) : (originals.get(flow)?.get(messageKey(exact)) ?? []);
  };
  const isWritten = (each: Found): boolean => {
    const { flow, event } = each;
    const before = known.get(event.ref);
    if (before?.flowId !== flow.flowId || originOf(event.reading) === null || event.reading.replay !== undefined) return false;
    return (findOrigin(candidate(event), candidates(each).map((other) => candidate(other)))?.incarnation ?? null) === before.originIncarnation;
  };
  const found = sentBackFirst(all.filter((each) => !isWritten(each)));
  const stored = new Map((await readStoredMessages(client, found.map(({ event }) => event.ref), 0)).map((message) => [message.ref, message]));
  const digests = await digestsOf(client, found);
  const made = found.flatMap((each) => {
    const { flow, event } = each;
    const message = stored.get(event.ref);
    if (message === undefined) return [];
    const stacktrace = readStacktrace({ headers: viewHeaders(message.headers, () => undefined), conventions }, event.reading.role);
    const letter = { ...candidate(event, digests), reading: event.reading, headers: message.headers, stacktrace, keyText: keyText(message.key).key };
    const others = candidates(each).map((other) => candidate(other, digests));
    return [{ flow, event, message, recognised: recognise(letter, others, conventions.deadLetterHeaders) }];
  });
  const here = new Map<string, DeadLetterRow | null>(made.map(({ event }) => [coordinatesText(event.at), null]));
  const elsewhere = await readEarlier(client, made.flatMap(({ recognised: { replay } }) => (replay === null || here.has(coordinatesText(replay.of)) ? [] : [replay.of])));
  const earlierOf = ({ replay }: Recognised): EarlierLetter | null => {
    const name = replay === null ? '' : coordinatesText(replay.of);
    // What is derived here is told anew: what an earlier pass wrote of it counts no more.
    return here.has(name) ? (here.get(name) ?? null) : (elsewhere.get(name) ?? null);
  };
  const rows = made.map(({ flow, event, message, recognised }) => {
    const type = typeOf(event, candidates({ flow, event }), recognised);
    const row = rowOf(flow.flowId, event, { message, recognised, type }, earlierOf(recognised));
    here.set(coordinatesText(event.at), row);
    return row;
  });
  // Items and the dead letters that they were change too: see there.
  if (rows.some(({ replayOf }) => replayOf !== null)) await lettersLock(client);
  await writeDeadLetters(client, rows, made.map(({ event, recognised }) => groupOf(event, recognised)), [], version);
  await settleCameBack(client, rows.flatMap(({ id, replayOf, replayId }) => (replayOf === null || replayId === null ? [] : [{ replayId, deadLetter: replayOf, became: id }])), now);
}

/** What was sent back and stands there committed is another witness of its replay. */
async function deriveSeen(client: pg.ClientBase, flows: readonly FailedFlow[], now: Micros): Promise<void> {
  const copies = flows.flatMap(({ events }) => events.flatMap(({ reading: { role, replay } }) => {
    const of = role === 'dead-letter' || replay?.of == null ? null : parseCoordinates(replay.of);
    return replay === undefined || of === null || !/^\d{1,18}$/.test(replay.id) ? [] : [{ replayId: BigInt(replay.id), of }];
  }));
  if (copies.length === 0) return;
  const earlier = await readEarlier(client, copies.map(({ of }) => of));
  const seen = copies.flatMap(({ replayId, of }) => {
    const letter = earlier.get(coordinatesText(of));
    return letter === undefined ? [] : [{ replayId, deadLetter: letter.id }];
  });
  if (seen.length === 0) return;
  await lettersLock(client);
  await settleSeen(client, seen, now);
}

/** Only where neither headers nor an id tell: payloads are read to be hashed. */
async function digestsOf(client: pg.ClientBase, found: readonly Found[]): Promise<ReadonlyMap<string, string>> {
  const compared = new Set<string>();
  for (const { flow, event } of found) {
    if (originOf(event.reading) !== null || flow.events.length > MOST_COMPARED) continue;
    if (event.reading.messageId !== null && flow.events.some(({ reading }) => reading.role === 'normal' && reading.messageId === event.reading.messageId)) continue;
    for (const { ref } of flow.events) compared.add(ref);
  }
  return readDigests(client, [...compared]);
}

const candidate = ({ ref, at, timestamp, observedAt, reading, key }: KnownEvent, digests?: ReadonlyMap<string, string>): OriginCandidate => ({ at, timestamp, observedAt, reading, key: key ?? null, valueDigest: digests?.get(ref) ?? null });

/** Each behind the one that it came of, whatever their clocks say. What names itself, or one that came of it, came of nothing. */
function sentBackFirst(found: readonly Found[]): Found[] {
  const named = new Map(found.map((each) => [coordinatesText(each.event.at), each]));
  const cameOf = ({ event: { reading } }: Found): Found | undefined => {
    const of = reading.replay?.of == null ? null : parseCoordinates(reading.replay.of);
    return of === null ? undefined : named.get(coordinatesText(of));
  };
  const placed = new Set<Found>();
  for (const each of found.toSorted(byTime)) {
    const chain = new Set<Found>();
    for (let at: Found | undefined = each; at !== undefined && !placed.has(at) && !chain.has(at); at = cameOf(at)) chain.add(at);
    for (const one of [...chain].reverse()) placed.add(one);
  }
  return [...placed];
}

function byTime({ event: a }: Found, { event: b }: Found): number {
  return (a.timestamp ?? a.observedAt) - (b.timestamp ?? b.observedAt) || (a.ref < b.ref ? -1 : 1);
}

/** Who gives a message up may write its payload anew, with headers that name another type: that of the message itself counts, where it is kept. */
function typeOf({ at, reading }: KnownEvent, candidates: readonly KnownEvent[], { origin }: Recognised): string | null {
  const original = candidates.find((each) => each.at.source === at.source && each.at.topic === origin?.topic && each.at.incarnation === origin.incarnation && each.at.partition === origin.partition && each.at.offset === origin.offset);
  return (original ?? { reading }).reading.type;
}

interface Told {
  readonly message: StoredMessage;
  readonly recognised: Recognised;
  /** Of the message. */
  readonly type: string | null;
}

function rowOf(flowId: string, event: KnownEvent, { message, recognised: { origin, failure, message: text, replay, unwritable, search }, type }: Told, earlier: EarlierLetter | null): DeadLetterRow {
  const { reading, ref, observedAt } = event;
  return {
    id: ref,
    topicId: parseEventRef(ref).topicId,
    observedDay: dayText(dayOf(observedAt)),
    seenAt: observedAt,
    groupId: uuidOfHex(failure.id),
    originTopic: origin?.topic ?? null,
    originPartition: origin?.partition ?? null,
    originOffset: origin?.offset ?? null,
    originIncarnation: origin?.incarnation ?? null,
    originEvidence: origin?.evidence ?? null,
    consumerGroup: origin?.group ?? null,
    exceptionType: failure.exceptionType,
    message: text,
    framework: reading.failure?.framework ?? null,
    attempts: attemptsOf(reading, earlier?.attempts ?? null),
    failedAt: reading.failure?.failedAt ?? null,
    messageType: type,
    messageId: reading.messageId,
    keyText: keyText(message.key).key,
    size: message.size,
    flowId,
    replayOf: earlier?.id ?? null,
    replayId: replay !== null && /^\d{1,18}$/.test(replay.id) ? BigInt(replay.id) : null,
    unwritable,
    search,
  };
}

const groupOf = ({ at, observedAt }: KnownEvent, { origin, failure }: Recognised): FailureGroupRow => ({
  id: uuidOfHex(failure.id),
  fingerprintVersion: FINGERPRINT_VERSION,
  title: failure.title,
  exceptionType: failure.exceptionType,
  message: failure.message,
  topFrame: failure.topFrame,
  originTopic: origin?.topic ?? null,
  consumerGroup: origin?.group ?? null,
  sources: [at.source],
  firstSeenAt: observedAt,
  lastSeenAt: observedAt,
});
