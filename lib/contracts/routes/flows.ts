/** Flows: listed, counted, searched for, read and compared. */
import { z } from 'zod';
import { Comparison, ComparisonQuery } from '#lib/contracts/comparison.ts';
import { FlowCompletions, FlowCompletionsQuery, FlowDetail, FlowFacets, FlowFilter, FlowHistogram, FlowList, FlowListQuery, FlowQuery, KeyMatch, SearchResult } from '#lib/contracts/flows.ts';
import { define, problem } from '#lib/contracts/routes/define.ts';
import { Problem } from '#lib/contracts/wire.ts';

const ambiguousKey = { description: 'Several flows have this key.', schema: Problem.extend({ matches: z.array(KeyMatch) }).meta({ id: 'AmbiguousKey' }) };

export const flowRoutes = {
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
} as const;
