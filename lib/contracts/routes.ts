/** Every route of the API: the handlers check requests by this table, and the OpenAPI document is made from it. */
import { deadLetterRoutes } from '#lib/contracts/routes/dead-letters.ts';
import { flowRoutes } from '#lib/contracts/routes/flows.ts';
import { lagRoutes } from '#lib/contracts/routes/lag.ts';
import { operationRoutes } from '#lib/contracts/routes/operation.ts';
import { peopleRoutes } from '#lib/contracts/routes/people.ts';
import { recordRoutes } from '#lib/contracts/routes/records.ts';
import { replayRoutes } from '#lib/contracts/routes/replays.ts';
import { topicRoutes } from '#lib/contracts/routes/topics.ts';

export const routes = {
  ...operationRoutes,
  ...flowRoutes,
  ...recordRoutes,
  ...topicRoutes,
  ...lagRoutes,
  ...deadLetterRoutes,
  ...replayRoutes,
  ...peopleRoutes,
} as const;
