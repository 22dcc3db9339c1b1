import { z } from 'zod';

export const Channel = z.enum(['flows', 'lag', 'dead-letters']);
export type Channel = z.infer<typeof Channel>;

/** One message of the event stream, under the event name of its channel: what changed, never its content. */
export const FlowsChanged = z
  .object({
    /** The rollup pass. */
    version: z.string(),
    /** Ids of the flows that it wrote or removed; empty with `many` where there were too many to name. */
    ids: z.array(z.string()),
    many: z.boolean(),
  })
  .meta({ id: 'FlowsChanged' });
export type FlowsChanged = z.infer<typeof FlowsChanged>;

export const LagChanged = z
  .object({
    /** The look at the groups of a source. */
    version: z.string(),
    /** `source/group` of those of which something changed, each part URL-encoded; empty with `many` where there were too many to name. */
    ids: z.array(z.string()),
    many: z.boolean(),
  })
  .meta({ id: 'LagChanged' });
export type LagChanged = z.infer<typeof LagChanged>;

export const DeadLettersChanged = z
  .object({
    /** When it changed. */
    version: z.string(),
    /** Ids of failure groups, and of replays as `replay-17`; empty with `many` where there were too many to name. */
    ids: z.array(z.string()),
    many: z.boolean(),
  })
  .meta({ id: 'DeadLettersChanged' });
export type DeadLettersChanged = z.infer<typeof DeadLettersChanged>;
