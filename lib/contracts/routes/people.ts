/** What people keep, and who they are. */
import { z } from 'zod';
import { define, problem } from '#lib/contracts/routes/define.ts';
import { SessionRequest, SessionState } from '#lib/contracts/session.ts';
import { SavedView, SavedViewChange, SavedViewDraft, SavedViewList } from '#lib/contracts/views.ts';

export const peopleRoutes = {
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
} as const;
