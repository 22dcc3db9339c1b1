/** Every route of the API: the handlers check requests by this table, and the OpenAPI document is made from it. */
import { z } from 'zod';
import { AuditList, AuditQuery } from '#lib/contracts/audit.ts';
import { Comparison, ComparisonQuery } from '#lib/contracts/comparison.ts';
import { ConventionsInForce, MessageTrial, PastedMessage } from '#lib/contracts/conventions.ts';
import { DeadLetterDetail, DeadLetterId, DeadLetterList, DeadLetterListQuery, Decided, DiscardLettersRequest, DiscardRequest, FailureGroup, FailureGroupChange, FailureGroupDetail, FailureGroupId, FailureGroupList, FailureGroupListQuery, RestoreLettersRequest, RestoreRequest } from '#lib/contracts/dead-letters.ts';
import { EventDetail, FlowCompletions, FlowCompletionsQuery, FlowDetail, FlowFacets, FlowFilter, FlowHistogram, FlowList, FlowListQuery, FlowQuery, KeyMatch, SearchResult } from '#lib/contracts/flows.ts';
import { Health } from '#lib/contracts/health.ts';
import { ConsumerGroupDetail, ConsumerGroupList, ConsumerGroupListQuery, GroupHistory, GroupHistoryQuery, GroupWaiting, GroupWaitingQuery } from '#lib/contracts/lag.ts';
import { QuarantineDetail, QuarantineId, QuarantineList, QuarantineQuery, Reprocessed } from '#lib/contracts/quarantine.ts';
import { RecordFlows, RecordFlowsQuery, SpanDetail, SpanPath } from '#lib/contracts/records.ts';
import { Replay, ReplayAction, ReplayItem, ReplayItemDecision, ReplayItemList, ReplayItemListQuery, ReplayItemPreview, ReplayList, ReplayListQuery, ReplayPlan, ReplayRequest, ReplayStart } from '#lib/contracts/replays.ts';
import { SessionRequest, SessionState } from '#lib/contracts/session.ts';
import { Channel } from '#lib/contracts/stream.ts';
import { Topology, TopologyQuery } from '#lib/contracts/topology.ts';
import { TopicDetail, TopicList, TopicListQuery, TopicMessages, TopicMessagesQuery, TopicQuery } from '#lib/contracts/topics.ts';
import { SavedView, SavedViewChange, SavedViewDraft, SavedViewList } from '#lib/contracts/views.ts';
import { Offset, Problem } from '#lib/contracts/wire.ts';

export interface RouteSpec<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/api/v1/flows/{key}`. */
  readonly path: string;
  readonly summary: string;
  /** `public`: needed before a caller is logged in. */
  readonly access: 'authorised' | 'public';
  readonly params: Params;
  readonly query: Query;
  /** Null where the request has none. */
  readonly body: Body | null;
  /** Bytes that the body may have. */
  readonly largestBody: number;
  /** A schema of JSON, or the media type of anything else. */
  readonly answer: Answer | string;
  /** Of the answer when all went well. */
  readonly status: 200 | 201 | 202;
  /** Media types in which it also comes, by `?format`. */
  readonly forms: readonly string[];
  /** Answers other than that and the problems that any route can have (400, 401, 403, 500, 503). */
  readonly also: { readonly [status: number]: { readonly description: string; readonly schema: z.ZodType | null } };
}

const none = z.object({});

function define<P extends z.ZodObject = typeof none, Q extends z.ZodObject = typeof none, B extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType>(
  spec: Pick<RouteSpec<P, Q, B, A>, 'id' | 'method' | 'path' | 'summary' | 'answer'> & Partial<RouteSpec<P, Q, B, A>>,
): RouteSpec<P, Q, B, A> {
  // The defaults are the type parameters' defaults: where a part is left out, its type is `none`.
  return { access: 'authorised', status: 200, forms: [], largestBody: 1024 * 1024, params: none as unknown as P, query: none as unknown as Q, body: null, also: {}, ...spec };
}

const problem = (description: string) => ({ description, schema: Problem });

const EventPath = z.object({
  source: z.string().min(1).max(200),
  topic: z.string().min(1).max(1000),
  partition: z.coerce.number().int().min(0).max(2_147_483_647),
  offset: Offset,
});

const EventQuery = z.object({
  incarnation: z.coerce.number().int().min(0).max(2_147_483_647).optional().describe('Of a topic that was recreated; the newest that holds the offset by default.'),
});

const GroupPath = z.object({ source: z.string().min(1).max(200), group: z.string().min(1).max(1000).describe('URL-encoded. No address can hold `.` and `..`: they are written `~.` and `~..`, and a name that looks so has one more tilde.') });
const noGroup = problem('No consumer group of this name was seen on this source.');

const TopicPath = EventPath.pick({ source: true, topic: true });
const noTopic = problem('No topic of this name was seen on this source.');

const QuarantinePath = z.object({ id: QuarantineId });
const noQuarantined = problem('There is no such entry in the quarantine: they go with the retention.');

const FailureGroupPath = z.object({ id: FailureGroupId });
const noFailureGroup = problem('There is no such failure group.');
const ReplayPath = z.object({ id: z.string().regex(/^\d{1,18}$/, 'must be digits') });
const ReplayItemPath = ReplayPath.extend({ item: z.string().regex(/^\d{1,18}-\d{1,9}$/, 'must be the id of an item, such as 17-3') });
const noReplay = problem('There is no such replay.');
const noItem = problem('There is no such item of this replay.');
const mib = (count: number): number => count * 1024 * 1024;
/** Media types by `?format`. */
const EXPORTS = ['text/csv', 'application/jsonl'];

const noEvent = problem('There is no event at these coordinates.');

const ambiguousKey = { description: 'Several flows have this key.', schema: Problem.extend({ matches: z.array(KeyMatch) }).meta({ id: 'AmbiguousKey' }) };

export const routes = {
  health: define({
    id: 'getHealth',
    method: 'get',
    path: '/api/v1/health',
    summary: 'How Throughline itself is.',
    answer: Health,
    also: { 503: { description: 'It is down.', schema: Health } },
  }),
  listFlows: define({ id: 'listFlows', method: 'get', path: '/api/v1/flows', summary: 'Flows, newest first.', query: FlowListQuery, answer: FlowList }),
  flowFacets: define({
    id: 'getFlowFacets',
    method: 'get',
    path: '/api/v1/flows/facets',
    summary: 'How many flows there are by status, kind, service and topic.',
    query: FlowFilter,
    answer: FlowFacets,
  }),
  flowHistogram: define({
    id: 'getFlowHistogram',
    method: 'get',
    path: '/api/v1/flows/histogram',
    summary: 'How many flows started when, by status.',
    query: FlowFilter,
    answer: FlowHistogram,
  }),
  flowCompletions: define({
    id: 'getFlowCompletions',
    method: 'get',
    path: '/api/v1/flows/completions',
    summary: 'Kinds, services, topics, names of business keys or values of keys that go on from what was typed.',
    query: FlowCompletionsQuery,
    answer: FlowCompletions,
  }),
  readFlow: define({
    id: 'getFlow',
    method: 'get',
    path: '/api/v1/flows/{key}',
    summary: 'One flow with all its records, by its id or by any key that names only this flow.',
    params: z.object({ key: z.string().min(1).max(2000) }),
    query: FlowQuery,
    answer: FlowDetail,
    also: {
      404: problem('No flow has this key.'),
      409: ambiguousKey,
    },
  }),
  compareFlow: define({
    id: 'compareFlow',
    method: 'get',
    path: '/api/v1/flows/{key}/compare',
    summary: 'The steps of a flow beside the usual path of its kind, or beside another flow.',
    params: z.object({ key: z.string().min(1).max(2000) }),
    query: ComparisonQuery,
    answer: Comparison,
    also: { 404: problem('No flow has this key, or none has the key of the other.'), 409: ambiguousKey },
  }),
  search: define({
    id: 'search',
    method: 'get',
    path: '/api/v1/search',
    summary: 'Flows by any id or key: exact matches first, then keys that begin so.',
    query: z.object({ q: z.string().max(2000) }),
    answer: SearchResult,
  }),
  readEvent: define({
    id: 'getEvent',
    method: 'get',
    path: '/api/v1/events/{source}/{topic}/{partition}/{offset}',
    summary: 'One event with its headers, its payload and what was read out of them.',
    params: EventPath,
    query: EventQuery,
    answer: EventDetail,
    also: { 404: noEvent },
  }),
  readEventPayload: define({
    id: 'getEventPayload',
    method: 'get',
    path: '/api/v1/events/{source}/{topic}/{partition}/{offset}/payload',
    summary: 'The whole value as it was written, masked where masking is configured: what is kept here only in part comes from the broker, while it has it.',
    params: EventPath,
    query: EventQuery,
    answer: 'application/octet-stream',
    also: {
      204: { description: 'The event is a tombstone: it has no value.', schema: null },
      404: noEvent,
      410: problem('Only the beginning is kept here, and the broker has the message no longer.'),
      429: problem('Too many values are being read from brokers.'),
    },
  }),
  listFlowsOfEvent: define({
    id: 'listFlowsOfEvent',
    method: 'get',
    path: '/api/v1/events/{source}/{topic}/{partition}/{offset}/flows',
    summary: 'The flows that show an event, the newest first.',
    params: EventPath,
    query: EventQuery.extend(RecordFlowsQuery.shape),
    answer: RecordFlows,
    also: { 404: noEvent },
  }),
  readSpan: define({
    id: 'getSpan',
    method: 'get',
    path: '/api/v1/spans/{traceId}/{spanId}',
    summary: 'One span, and a flow that shows it.',
    params: SpanPath,
    answer: SpanDetail,
    also: { 404: problem('There is no such span.') },
  }),
  listFlowsOfSpan: define({
    id: 'listFlowsOfSpan',
    method: 'get',
    path: '/api/v1/spans/{traceId}/{spanId}/flows',
    summary: 'The flows that show a span, the newest first: several where it is shared.',
    params: SpanPath,
    query: RecordFlowsQuery,
    answer: RecordFlows,
  }),
  topology: define({
    id: 'getTopology',
    method: 'get',
    path: '/api/v1/topology',
    summary: 'Services, topics and groups as they were seen, and what ran between them.',
    query: TopologyQuery,
    answer: Topology,
  }),
  listTopics: define({ id: 'listTopics', method: 'get', path: '/api/v1/topics', summary: 'Topics with what is written to them and who reads them.', query: TopicListQuery, answer: TopicList }),
  readTopic: define({
    id: 'getTopic',
    method: 'get',
    path: '/api/v1/topics/{source}/{topic}',
    summary: 'One topic: rate and types over a range of time, partitions, consumer groups, services.',
    params: TopicPath,
    query: TopicQuery,
    answer: TopicDetail,
    also: { 404: noTopic },
  }),
  topicMessages: define({
    id: 'getTopicMessages',
    method: 'get',
    path: '/api/v1/topics/{source}/{topic}/messages',
    summary: 'Messages of one topic, newest first. A search looks at a bounded number of them, and says how far it came.',
    params: TopicPath,
    query: TopicMessagesQuery,
    answer: TopicMessages,
    also: { 404: noTopic },
  }),
  listConsumerGroups: define({
    id: 'listConsumerGroups',
    method: 'get',
    path: '/api/v1/consumer-groups',
    summary: 'Consumer groups with how far behind they are, the worst first.',
    query: ConsumerGroupListQuery,
    answer: ConsumerGroupList,
  }),
  readConsumerGroup: define({
    id: 'getConsumerGroup',
    method: 'get',
    path: '/api/v1/consumer-groups/{source}/{group}',
    summary: 'One consumer group with its partitions and members.',
    params: GroupPath,
    answer: ConsumerGroupDetail,
    also: { 404: noGroup },
  }),
  groupHistory: define({
    id: 'getConsumerGroupHistory',
    method: 'get',
    path: '/api/v1/consumer-groups/{source}/{group}/history',
    summary: 'How the lag of a group, or of one topic or partition that it reads, went over time.',
    params: GroupPath,
    query: GroupHistoryQuery,
    answer: GroupHistory,
    also: { 404: noGroup },
  }),
  groupWaiting: define({
    id: 'getConsumerGroupWaiting',
    method: 'get',
    path: '/api/v1/consumer-groups/{source}/{group}/waiting',
    summary: 'The flows that wait in the lag of a group, oldest first.',
    params: GroupPath,
    query: GroupWaitingQuery,
    answer: GroupWaiting,
    also: { 404: noGroup },
  }),
  listFailureGroups: define({
    id: 'listFailureGroups',
    method: 'get',
    path: '/api/v1/failure-groups',
    summary: 'Dead letters by what is wrong with them: one line for each fault.',
    query: FailureGroupListQuery,
    answer: FailureGroupList,
    forms: EXPORTS,
  }),
  readFailureGroup: define({
    id: 'getFailureGroup',
    method: 'get',
    path: '/api/v1/failure-groups/{id}',
    summary: 'One failure group: where it fails, what its messages share, which flows they stopped, what was done about it.',
    params: FailureGroupPath,
    answer: FailureGroupDetail,
    also: { 404: noFailureGroup },
  }),
  changeFailureGroup: define({
    id: 'changeFailureGroup',
    method: 'patch',
    path: '/api/v1/failure-groups/{id}',
    summary: 'Gives a failure group an owner, or takes it away; adds a note.',
    params: FailureGroupPath,
    body: FailureGroupChange,
    answer: FailureGroup,
    also: { 404: noFailureGroup },
  }),
  discardFailureGroup: define({
    id: 'discardFailureGroup',
    method: 'post',
    path: '/api/v1/failure-groups/{id}/discard',
    summary: 'Discards the dead letters of a group that are open now. One that comes later is open.',
    params: FailureGroupPath,
    body: DiscardRequest,
    answer: Decided,
    also: { 404: noFailureGroup },
  }),
  restoreFailureGroup: define({
    id: 'restoreFailureGroup',
    method: 'post',
    path: '/api/v1/failure-groups/{id}/restore',
    summary: 'Opens what was discarded of a group: all, or what one decision discarded.',
    params: FailureGroupPath,
    body: RestoreRequest,
    answer: Decided,
    also: { 404: problem('There is no such failure group, or no such decision about it.'), 409: problem('That decision was taken back before.') },
  }),
  discardDeadLetters: define({
    id: 'discardDeadLetters',
    method: 'post',
    path: '/api/v1/dead-letters/discard',
    summary: 'Discards those of these dead letters that are open.',
    body: DiscardLettersRequest,
    answer: Decided,
    also: { 409: problem('None of them is open.') },
  }),
  restoreDeadLetters: define({
    id: 'restoreDeadLetters',
    method: 'post',
    path: '/api/v1/dead-letters/restore',
    summary: 'Opens those of these dead letters that are discarded, or what one decision discarded.',
    body: RestoreLettersRequest,
    answer: Decided,
    also: { 404: problem('There is no such decision.'), 409: problem('None of them is discarded, or that decision was taken back before.') },
  }),
  listDeadLetters: define({
    id: 'listDeadLetters',
    method: 'get',
    path: '/api/v1/dead-letters',
    summary: 'Dead letters, newest first.',
    query: DeadLetterListQuery,
    answer: DeadLetterList,
    forms: EXPORTS,
  }),
  readDeadLetter: define({
    id: 'getDeadLetter',
    method: 'get',
    path: '/api/v1/dead-letters/{id}',
    summary: 'One dead letter with its headers, payload and failure, the flow around it, and its replays.',
    params: z.object({ id: DeadLetterId }),
    answer: DeadLetterDetail,
    also: { 404: problem('There is no such dead letter.') },
  }),
  listReplays: define({ id: 'listReplays', method: 'get', path: '/api/v1/replays', summary: 'Replays, the newest first.', query: ReplayListQuery, answer: ReplayList, forms: EXPORTS }),
  planReplay: define({
    id: 'planReplay',
    method: 'post',
    path: '/api/v1/replays',
    summary: 'Plans a replay: the selection is frozen and judged, and nothing is sent. `Location` says where it is.',
    body: ReplayRequest,
    largestBody: mib(16),
    answer: ReplayPlan,
    status: 201,
    also: { 404: problem('There is no such failure group.') },
  }),
  readReplay: define({ id: 'getReplay', method: 'get', path: '/api/v1/replays/{id}', summary: 'One replay: its plan, and how far it is.', params: ReplayPath, answer: Replay, also: { 404: noReplay } }),
  startReplay: define({
    id: 'startReplay',
    method: 'post',
    path: '/api/v1/replays/{id}/start',
    summary: 'Has a planned replay sent. A second start changes nothing.',
    params: ReplayPath,
    body: ReplayStart,
    answer: Replay,
    status: 202,
    also: { 404: noReplay, 409: problem('It would send another count than was confirmed (`total` says which), nothing, or it was cancelled.') },
  }),
  pauseReplay: define({ id: 'pauseReplay', method: 'post', path: '/api/v1/replays/{id}/pause', summary: 'Sends nothing more until it is resumed.', params: ReplayPath, body: ReplayAction, answer: Replay, also: { 404: noReplay, 409: problem('It does not run.') } }),
  resumeReplay: define({ id: 'resumeReplay', method: 'post', path: '/api/v1/replays/{id}/resume', summary: 'Goes on with one that is paused, or that stopped by itself.', params: ReplayPath, body: ReplayAction, answer: Replay, also: { 404: noReplay, 409: problem('It is not paused.') } }),
  cancelReplay: define({ id: 'cancelReplay', method: 'post', path: '/api/v1/replays/{id}/cancel', summary: 'Ends what is not sent yet; what was sent is followed to its outcome.', params: ReplayPath, body: ReplayAction, answer: Replay, also: { 404: noReplay, 409: problem('It is done.') } }),
  listReplayItems: define({
    id: 'listReplayItems',
    method: 'get',
    path: '/api/v1/replays/{id}/items',
    summary: 'What became of each dead letter of a replay, in the order in which they are sent.',
    params: ReplayPath,
    query: ReplayItemListQuery,
    answer: ReplayItemList,
    forms: EXPORTS,
    also: { 404: noReplay },
  }),
  previewReplayItem: define({
    id: 'getReplayItem',
    method: 'get',
    path: '/api/v1/replays/{id}/items/{item}',
    summary: 'One item as it stands on its dead-letter topic, and as it is sent.',
    params: ReplayItemPath,
    answer: ReplayItemPreview,
    also: { 404: noItem },
  }),
  decideReplayItem: define({
    id: 'decideReplayItem',
    method: 'post',
    path: '/api/v1/replays/{id}/items/{item}/decide',
    summary: 'Says of an item that is `unsure` whether it was sent.',
    params: ReplayItemPath,
    body: ReplayItemDecision,
    answer: ReplayItem,
    also: { 404: noItem, 409: problem('It is not unsure.') },
  }),
  listAudit: define({
    id: 'listAudit',
    method: 'get',
    path: '/api/v1/audit',
    summary: 'What was done, by whom and from where, newest first.',
    query: AuditQuery,
    answer: AuditList,
    forms: EXPORTS,
  }),
  stream: define({
    id: 'stream',
    method: 'get',
    path: '/api/v1/stream',
    summary: 'Server-sent events that say what changed. Ends itself within 4 minutes.',
    query: z.object({
      channels: z
        .string()
        .transform((text) => text.split(',').map((name) => name.trim()))
        .pipe(z.array(Channel).min(1))
        .describe('One or several of flows, lag, dead-letters, with commas between.'),
    }),
    answer: 'text/event-stream',
  }),
  listQuarantine: define({
    id: 'listQuarantine',
    method: 'get',
    path: '/api/v1/quarantine',
    summary: 'What could not be read, with the reason.',
    query: QuarantineQuery,
    answer: QuarantineList,
  }),
  readQuarantined: define({
    id: 'getQuarantined',
    method: 'get',
    path: '/api/v1/quarantine/{id}',
    summary: 'One entry with its bytes, what they are, and what came of reading them again.',
    params: QuarantinePath,
    answer: QuarantineDetail,
    also: { 404: noQuarantined },
  }),
  readQuarantinedBytes: define({
    id: 'getQuarantinedBytes',
    method: 'get',
    path: '/api/v1/quarantine/{id}/bytes',
    summary: 'All the bytes that are kept of it.',
    params: QuarantinePath,
    answer: 'application/octet-stream',
    also: { 404: noQuarantined },
  }),
  reprocessQuarantined: define({
    id: 'reprocessQuarantined',
    method: 'post',
    path: '/api/v1/quarantine/{id}/reprocess',
    summary: 'Reads it again, and stores what is in it. Asked again it stores nothing twice.',
    params: QuarantinePath,
    answer: Reprocessed,
    also: { 404: noQuarantined },
  }),
  readConventions: define({
    id: 'getConventions',
    method: 'get',
    path: '/api/v1/conventions',
    summary: 'What is read of messages and spans, and what of it the configuration added.',
    answer: ConventionsInForce,
  }),
  tryConventions: define({
    id: 'tryConventions',
    method: 'post',
    path: '/api/v1/conventions/try',
    summary: 'What would be read out of a message. Nothing is stored.',
    body: PastedMessage,
    answer: MessageTrial,
    also: { 413: problem('The message is larger than 1 MiB.') },
  }),
  listViews: define({ id: 'listViews', method: 'get', path: '/api/v1/views', summary: 'The saved views of the list of flows, by name.', answer: SavedViewList }),
  createView: define({
    id: 'createView',
    method: 'post',
    path: '/api/v1/views',
    summary: 'Saves a view under a name.',
    body: SavedViewDraft,
    answer: SavedView,
    also: { 409: problem('Another view has this name, or there are as many as can be kept.') },
  }),
  changeView: define({
    id: 'changeView',
    method: 'patch',
    path: '/api/v1/views/{id}',
    summary: 'Gives a view another name, or what it shows.',
    params: z.object({ id: z.uuid() }),
    body: SavedViewChange,
    answer: SavedView,
    also: { 404: problem('There is no such view.'), 409: problem('Another view has this name, or this one was changed since `updatedAt`.') },
  }),
  deleteView: define({
    id: 'deleteView',
    method: 'delete',
    path: '/api/v1/views/{id}',
    summary: 'Deletes a view, and answers what it was, so that it can be saved again.',
    params: z.object({ id: z.uuid() }),
    answer: SavedView,
    also: { 404: problem('There is no such view.') },
  }),
  readSession: define({
    id: 'getSession',
    method: 'get',
    path: '/api/v1/session',
    summary: 'Whether this caller is logged in.',
    access: 'public',
    answer: SessionState,
  }),
  createSession: define({
    id: 'createSession',
    method: 'post',
    path: '/api/v1/session',
    summary: 'Logs in with the shared token: sets a cookie.',
    access: 'public',
    body: SessionRequest,
    answer: SessionState,
    also: { 429: problem('Too many wrong tokens.') },
  }),
  deleteSession: define({ id: 'deleteSession', method: 'delete', path: '/api/v1/session', summary: 'Logs out.', access: 'public', answer: SessionState }),
  openapi: define({ id: 'getOpenApi', method: 'get', path: '/api/v1/openapi.json', summary: 'This document.', answer: z.record(z.string(), z.unknown()) }),
  metrics: define({ id: 'getMetrics', method: 'get', path: '/metrics', summary: 'Metrics of the web as Prometheus text.', answer: 'text/plain; version=0.0.4; charset=utf-8' }),
} as const;
