import { z } from 'zod';

export const SessionRequest = z.object({ token: z.string().min(1).max(4096) });

export const SessionState = z
  .object({
    required: z.boolean().describe('A token is set, so callers must be logged in.'),
    authorised: z.boolean().describe('This caller may read.'),
  })
  .meta({ id: 'SessionState' });
export type SessionState = z.infer<typeof SessionState>;
