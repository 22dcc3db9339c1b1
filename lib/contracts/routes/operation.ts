/** Throughline itself: how it is, what changed, what it could not read or derive, what it reads by, what was done. */
import { z } from 'zod';
import { AuditList, AuditQuery } from '#lib/contracts/audit.ts';
import { ConventionsInForce, MessageTrial, PastedMessage } from '#lib/contracts/conventions.ts';
import { Health } from '#lib/contracts/health.ts';
import { QuarantineDetail, QuarantineId, QuarantineList, QuarantineQuery, Reprocessed } from '#lib/contracts/quarantine.ts';
import { define, EXPORTS, problem } from '#lib/contracts/routes/define.ts';
import { Channel } from '#lib/contracts/stream.ts';
import { UnderivableList, UnderivableRetried } from '#lib/contracts/underivable.ts';

const QuarantinePath = z.object({ id: QuarantineId });
const noQuarantined = problem('There is no such entry in the quarantine: they go with the retention.');

export const operationRoutes = {
  health: define({
    id: 'getHealth',
    method: 'get',
    path: '/api/v1/health',
    summary: 'How Throughline itself is.',
    answer: Health,
    also: { 503: { description: 'It is down.', schema: Health } },
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
  listUnderivable: define({
    id: 'listUnderivable',
    method: 'get',
    path: '/api/v1/underivable',
    summary: 'Messages and traces that are stored, and for which deriving fails: the latest 100. Their flows are missing or lack them.',
    answer: UnderivableList,
  }),
  retryUnderivable: define({
    id: 'retryUnderivable',
    method: 'post',
    path: '/api/v1/underivable/retry',
    summary: 'Has all of them tried again now. The rollup does so after what has just arrived.',
    answer: UnderivableRetried,
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
  listAudit: define({
    id: 'listAudit',
    method: 'get',
    path: '/api/v1/audit',
    summary: 'What was done, by whom and from where, newest first.',
    query: AuditQuery,
    answer: AuditList,
    forms: EXPORTS,
  }),
  openapi: define({ id: 'getOpenApi', method: 'get', path: '/api/v1/openapi.json', summary: 'This document.', answer: z.record(z.string(), z.unknown()) }),
  metrics: define({ id: 'getMetrics', method: 'get', path: '/metrics', summary: 'Metrics of the web as Prometheus text.', answer: 'text/plain; version=0.0.4; charset=utf-8' }),
} as const;
