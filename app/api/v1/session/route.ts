import { routes } from '#lib/contracts/routes.ts';
import { logIn, logOut, sessionState } from '#lib/web/login.ts';
import { json, route } from '#lib/web/route.ts';

export const GET = route(routes.readSession, ({ request }, context) => Promise.resolve(sessionState(request, context)));

export const POST = route(routes.createSession, ({ body, request }, context) => {
  const { state, cookie } = logIn(body.token, request, context);
  return Promise.resolve(json(state, 200, cookie === null ? {} : { 'Set-Cookie': cookie }));
});

export const DELETE = route(routes.deleteSession, ({ request }, context) => {
  const { state, cookie } = logOut(request, context);
  return Promise.resolve(json(state, 200, { 'Set-Cookie': cookie }));
});
