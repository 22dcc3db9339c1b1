import { z } from 'zod';
import { FlowSummary } from '#lib/contracts/flows.ts';
import { Ms, Ref, Time } from '#lib/contracts/wire.ts';

export const ComparisonQuery = z.object({
  with: z.string().min(1).max(500).optional().describe('Another flow, by its id or a key that names one flow; without it the usual path of the kind.'),
});

const Step = z.object({ topic: z.string(), type: z.string().nullable(), service: z.string().nullable() });

export const ComparedStep = Step.extend({
  ref: Ref.nullable().describe('The last message of this step in the flow; null where it is absent.'),
  verdict: z.enum(['new', 'absent', 'not-yet', 'slow', 'fast', 'usual', 'unknown']).describe('`not-yet`: absent from a flow that is not over. `slow`: beyond the 95th percentile, or the 99th where no 95th was learned.'),
  share: z.number().nullable().describe('Of the flows of the kind that have it, from 0 to 1; null where so many steps were learned that this one is not among them, however frequent it is.'),
  since: z.string().nullable().describe('The step of this flow that it is timed from.'),
  tookMs: Ms.nullable(),
  usual: z.object({ p50Ms: Ms, p95Ms: Ms.nullable(), p99Ms: Ms, cases: z.int() }).nullable(),
}).meta({ id: 'ComparedStep' });
export type ComparedStep = z.infer<typeof ComparedStep>;

export const PairedStep = Step.extend({
  ref: Ref.nullable(),
  otherRef: Ref.nullable(),
  verdict: z.enum(['only-here', 'only-there', 'both']),
  afterMs: Ms.nullable().describe('From the beginning of this flow to the step.'),
  otherAfterMs: Ms.nullable(),
}).meta({ id: 'PairedStep' });
export type PairedStep = z.infer<typeof PairedStep>;

export const Comparison = z
  .object({
    flowId: z.string(),
    kind: z.string(),
    cut: z.boolean().describe('The flow has more steps than are kept of one: what is beyond is not compared, and nothing is called absent.'),
    usual: z.object({ flows: z.int().describe('Of so many it was learned.'), madeAt: Time, steps: z.array(ComparedStep) }).nullable().describe('Null where it was compared with another flow, or where nothing was learned yet.'),
    learning: z.object({ has: z.int(), needs: z.int() }).nullable().describe('Where nothing was learned yet: so many flows of this kind have come to rest, and so many it takes.'),
    other: z.object({ flow: FlowSummary, steps: z.array(PairedStep) }).nullable(),
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof Comparison>;
