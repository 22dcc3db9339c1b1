/** Judges the items of a plan, page by page. */
import type pg from 'pg';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { roleByName } from '#lib/core/conventions/topic-role.ts';
import { isAllowedTarget, type AllowedTargets } from '#lib/core/dead-letters/allowed-targets.ts';
import { judge, type Aim, type Edit, type Judged, type Selected, type TargetTopic } from '#lib/core/dead-letters/plan-replay.ts';
import { NO_TOPIC, type AskTopics, type AskedTopic } from '#lib/services/replays/ask-topics.ts';
import { transactionalIdOf } from '#lib/services/replays/transactional-id.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { noteJudged, type HeldReplay } from '#lib/store/replay-planning.ts';
import { groupsReading, readEdits, readPlanPage, topicsOfPlan, writeJudged, type PlanItem } from '#lib/store/replay-plan.ts';
import { readKeptSizes, readStoredMessages, type KeptSize, type StoredMessage } from '#lib/store/stored-messages.ts';
import { byKeys, inTransaction } from '#lib/store/transaction.ts';

const PAGE = 5000;
/** Keys and headers that are in memory at once, in bytes. */
const MOST_HEADINGS = 4 * 1024 * 1024;

export interface PlanTopics {
  /** Dead-letter topics too. */
  asked(source: string, topic: string): AskedTopic;
  /** Null where the groups of the source cannot be looked at. */
  groups(source: string, topic: string): readonly string[] | null;
}

/** Asks once for each topic that the plan is about. Throws `unavailable`. */
export async function topicsFor(pool: pg.Pool, replayId: bigint, aim: Aim, ask: AskTopics): Promise<{ readonly topics: PlanTopics; readonly deniesTransactions: readonly string[] }> {
  const asked = new Map<string, ReadonlyMap<string, AskedTopic>>();
  const groups = new Map<string, ReadonlyMap<string, readonly string[]> | null>();
  const deniesTransactions: string[] = [];
  for (const [source, rows] of Map.groupBy(await topicsOfPlan(pool, replayId), (row) => row.source)) {
    const names = [...new Set(rows.flatMap(({ topic, originTopic }) => [topic, ...(aim.topic === null ? [originTopic] : [aim.topic])]).filter((name) => name !== null))];
    const answer = await ask(source, names, transactionalIdOf(replayId));
    asked.set(source, answer.topics);
    if (answer.deniesTransactions) deniesTransactions.push(source);
    groups.set(source, await groupsReading(pool, source, names));
  }
  const topics: PlanTopics = {
    asked: (source, topic) => asked.get(source)?.get(topic) ?? NO_TOPIC,
    groups: (source, topic) => {
      const reading = groups.get(source) ?? null;
      return reading === null ? null : (reading.get(topic) ?? []);
    },
  };
  return { topics, deniesTransactions };
}

export interface JudgeOptions {
  readonly aim: Aim;
  readonly conventions: Conventions;
  readonly allowed: AllowedTargets;
  readonly topics: PlanTopics;
}

/** Writes down what becomes of each item after the number `from`. False where it was ended, or the replay is held no longer: what is written then says what it would have said. */
export async function judgePages(pool: pg.Pool, held: HeldReplay, from: number, options: JudgeOptions, stepped: (step: 'judged') => void, ended?: AbortSignal): Promise<boolean> {
  const { replayId } = held;
  const edits = await readEdits(pool, replayId);
  let after = from;
  for (let more = true; more; ) {
    if (ended?.aborted === true) return false;
    const isHeld = await inTransaction(pool, async (client) => {
      await byKeys(client);
      const page = await readPlanPage(client, replayId, after, PAGE);
      await writeJudged(client, replayId, await judgePage(client, replayId, page, edits, options));
      after = page.at(-1)?.seq ?? after;
      more = page.length === PAGE;
      await notifyLetters(client, { version: replayId.toString(), ids: [`replay-${replayId}`] });
      return noteJudged(client, held, after);
    });
    if (!isHeld) return false;
    stepped('judged');
  }
  return true;
}

async function judgePage(client: pg.ClientBase, replayId: bigint, page: readonly PlanItem[], edits: ReadonlyMap<string, Edit>, options: JudgeOptions): Promise<{ readonly seq: number; readonly judged: Judged }[]> {
  const sizes = await readKeptSizes(client, page.map(({ id }) => id));
  const sent = new Map<string, string>();
  const judged: { readonly seq: number; readonly judged: Judged }[] = [];
  for (const part of parts(page, sizes)) {
    const messages = new Map((await readStoredMessages(client, part.map(({ id }) => id), 0)).map((message) => [message.ref, message]));
    for (const item of part) judged.push({ seq: item.seq, judged: judgeItem(replayId, item, { message: messages.get(item.id), size: sizes.get(item.id), edit: edits.get(item.id) ?? null, sent }, options) });
  }
  return judged;
}

/** Of a page as many at once as memory is spared for. */
function* parts(page: readonly PlanItem[], sizes: ReadonlyMap<string, KeptSize>): Generator<PlanItem[]> {
  let [part, bytes]: [PlanItem[], number] = [[], 0];
  for (const item of page) {
    part.push(item);
    bytes += sizes.get(item.id)?.heading ?? 0;
    if (bytes < MOST_HEADINGS) continue;
    yield part;
    [part, bytes] = [[], 0];
  }
  if (part.length > 0) yield part;
}

interface Known {
  readonly message: StoredMessage | undefined;
  readonly size: KeptSize | undefined;
  readonly edit: Edit | null;
  /** Of this page, which messages are sent: by their place, the dead letter. */
  readonly sent: Map<string, string>;
}

function judgeItem(replayId: bigint, { id, letter, supersededBy, liveIn, sameAs }: PlanItem, { message, size, edit, sent }: Known, options: JudgeOptions): Judged {
  if (letter === null) return { id, target: null, refused: { reason: 'not-open', says: 'nothing of it is kept any more' } };
  const { at, origin } = letter;
  const place = origin === null || origin.offset === null ? null : JSON.stringify([at.source, origin.topic, origin.incarnation, origin.partition, origin.offset.toString()]);
  const selected: Selected = {
    id, at, state: letter.state, supersededBy: letter.state === 'failed-again' ? supersededBy : null, liveIn, sameAs: sameAs ?? (place === null ? null : (sent.get(place) ?? null)), origin,
    key: message?.key ?? null, headers: message?.headers ?? [], size: size?.size ?? null, bytes: whereabouts(letter, message, size, options.topics), edit,
  };
  const judged = judge(selected, { replayId: replayId.toString(), aim: options.aim, failureHeaders: options.conventions.deadLetterHeaders, target: (source, topic) => targetOf(options, source, topic, origin?.topic ?? null) });
  if (judged.refused === null && place !== null) sent.set(place, id);
  return judged;
}

/** Where all of it can be had: what is kept of a masked one is not what was written. */
function whereabouts({ at, kafkaId }: NonNullable<PlanItem['letter']>, message: StoredMessage | undefined, size: KeptSize | undefined, topics: PlanTopics): Selected['bytes'] {
  const isMasked = message?.reading.masking !== undefined;
  if (message !== undefined && size?.isWhole === true && !isMasked) return 'store';
  const topic = topics.asked(at.source, at.topic);
  const start = topic.starts.get(at.partition);
  const onBroker = topic.exists && start !== undefined && start <= at.offset && (kafkaId === null || topic.kafkaId === null || kafkaId === topic.kafkaId);
  return onBroker ? 'broker' : isMasked ? 'masked' : 'gone';
}

export function targetOf({ topics, allowed, conventions }: JudgeOptions, source: string, topic: string, origin: string | null): TargetTopic {
  const { exists, partitions, maxMessageBytes, compacted, writable } = topics.asked(source, topic);
  return { exists, allowed: isAllowedTarget(allowed, topic, origin), writable, role: roleByName(topic, conventions), partitions, maxMessageBytes, compacted, groups: topics.groups(source, topic) };
}
