import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';
import type { FlowSummary } from '#lib/contracts/flows.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { readStacktrace } from '#lib/core/conventions/dead-letter.ts';
import { viewHeaders } from '#lib/core/conventions/header-view.ts';
import { meaningsOf } from '#lib/core/conventions/header-meaning.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { lastHealthy } from '#lib/services/dead-letters/healthy.ts';
import { stackTraceOf, wireStackTrace } from '#lib/services/dead-letters/stack-trace.ts';
import { wireDeadLetter } from '#lib/services/dead-letters/wire.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { viewHeader } from '#lib/services/events/header-value.ts';
import { viewPayload } from '#lib/services/events/payload.ts';
import { readSummaries, summaryColumns, type SummaryRow } from '#lib/services/flows/summary.ts';
import { newestOfGroup, readOneDeadLetter, readReplaysOf, type ListedDeadLetter } from '#lib/store/dead-letter-list.ts';
import { readDiscardOf } from '#lib/store/decisions.ts';
import { readStoredMessages, type StoredMessage } from '#lib/store/stored-messages.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';

/** Stack traces of its group that its own is compared with. */
const MOST_TRACES = 20;
/** PostgreSQL's largest count: all that is kept of a value. */
const ALL_BYTES = 2_147_483_647;

type Reads = Pick<QueryStore, 'pool' | 'prisma'>;

/** One dead letter with its bytes, its failure, the flow around it, what was done about it, and what to compare it with. Throws `not-found`. */
export async function readDeadLetter(store: Reads, id: string, conventions: Conventions): Promise<DeadLetterDetail> {
  const letter = await readOneDeadLetter(store.pool, id);
  const message = letter === null ? undefined : (await readStoredMessages(store.pool, [letter.id], ALL_BYTES))[0];
  if (letter === null || message === undefined) throw new ServiceError('not-found', 'There is no such dead letter: it was dropped with its day, or it never was.');
  const { headers, reading } = message;
  const told = wireDeadLetter(letter, await readReplaysOf(store.pool, [letter.id]));
  const discard = letter.state === 'discarded' ? await readDiscardOf(store.pool, letter.id) : null;
  const healthy = letter.origin === null ? null : await lastHealthy(store.pool, { source: letter.at.source, topic: letter.origin.topic, type: letter.messageType });
  return {
    ...told,
    failure: { ...told.failure, stacktrace: readStacktrace({ headers: viewHeaders(headers, () => undefined), conventions }, reading.role) },
    headers: headers.map(viewHeader).map((header) => ({ ...header, meaning: meaningsOf(header, { reading, conventions }).map(({ name, value, at }) => ({ name, value, ...(at === null ? {} : { at: rfc3339(at) }) })) })),
    payload: payloadOf(letter, message),
    stacktrace: await traceOf(store, letter, message, conventions),
    history: (reading.failure?.history ?? []).map(({ type, message: text }) => ({ type, message: text })),
    flow: await flowOf(store, letter.flowId),
    healthy: healthy === null ? null : { ...healthy, offset: healthy.offset.toString() },
    discarded: discard === null ? null : { at: rfc3339(discard.at), actor: discard.actor, reason: discard.reason ?? '', decisionId: discard.id.toString() },
    notes: [...reading.notes],
  };
}

const payloadOf = ({ at }: ListedDeadLetter, { value, size, sha256, reading }: StoredMessage): DeadLetterDetail['payload'] =>
  viewPayload({
    value,
    size,
    sha256: sha256 === null ? null : Buffer.from(sha256).toString('hex'),
    contentType: reading.contentType,
    hasBroker: at.source !== 'http', // CloudEvents over HTTP are on no broker
    masking: reading.masking?.payload ?? null,
  });

async function traceOf({ pool }: Pick<Store, 'pool'>, letter: ListedDeadLetter, message: StoredMessage, conventions: Conventions): Promise<DeadLetterDetail['stacktrace']> {
  const own = stackTraceOf(message, conventions);
  if (own === null) return null;
  const others = (await newestOfGroup(pool, letter.groupId, MOST_TRACES)).map(({ id }) => id).filter((id) => id !== letter.id);
  const messages = await readStoredMessages(pool, others, 0);
  return wireStackTrace(own, messages.map((other) => stackTraceOf(other, conventions)).filter((trace) => trace !== null));
}

async function flowOf(store: Reads, flowId: string | null): Promise<FlowSummary | null> {
  if (flowId === null) return null;
  const rows = await store.prisma.$queryRaw<SummaryRow[]>`SELECT ${summaryColumns} FROM flow f WHERE f.id = ${flowId}`;
  return (await readSummaries(store, rows))[0] ?? null;
}
