/** Replays and their items. */
import { z } from 'zod';
import { Replay, ReplayAction, ReplayItem, ReplayItemDecision, ReplayItemList, ReplayItemListQuery, ReplayItemPreview, ReplayList, ReplayListQuery, ReplayPlan, ReplayRequest, ReplayStart } from '#lib/contracts/replays.ts';
import { define, EXPORTS, problem } from '#lib/contracts/routes/define.ts';

const ReplayPath = z.object({ id: z.string().regex(/^\d{1,18}$/, 'must be digits') });
const ReplayItemPath = ReplayPath.extend({ item: z.string().regex(/^\d{1,18}-\d{1,9}$/, 'must be the id of an item, such as 17-3') });
const noReplay = problem('There is no such replay.');
const noItem = problem('There is no such item of this replay.');

export const replayRoutes = {
  listReplays: define({ id: 'listReplays', method: 'get', path: '/api/v1/replays', summary: 'Replays, the newest first.', query: ReplayListQuery, answer: ReplayList, forms: EXPORTS }),
  planReplay: define({
    id: 'planReplay',
    method: 'post',
    path: '/api/v1/replays',
    summary: 'Plans a replay: the selection is frozen and judged, and nothing is sent. `Location` says where it is.',
    body: ReplayRequest,
    largestBody: 16 * 1024 * 1024,
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
} as const;
