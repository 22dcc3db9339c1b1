/** Dead letters and the groups of failures that they make. */
import { z } from 'zod';
import { DeadLetterDetail, DeadLetterId, DeadLetterList, DeadLetterListQuery, Decided, DiscardLettersRequest, DiscardRequest, FailureGroup, FailureGroupChange, FailureGroupDetail, FailureGroupId, FailureGroupList, FailureGroupListQuery, RestoreLettersRequest, RestoreRequest } from '#lib/contracts/dead-letters.ts';
import { define, EXPORTS, problem } from '#lib/contracts/routes/define.ts';

const FailureGroupPath = z.object({ id: FailureGroupId });
const noFailureGroup = problem('There is no such failure group.');

export const deadLetterRoutes = {
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
} as const;
