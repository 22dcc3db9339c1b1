/** The thread behind `FlowThread`: reads the flows that it is asked for, one after the other, and answers with their JSON. */
import { parentPort, workerData } from 'node:worker_threads';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { databaseFault } from '#lib/store/errors.ts';
import { openQueryStore } from '#lib/store/query-store.ts';
import type { FlowAnswer, FlowQuestion, FlowThreadSettings } from '#lib/web/flow-thread/message.ts';
import { ReadAhead } from '#lib/web/flow-thread/read-ahead.ts';
import { RecentFlows } from '#lib/web/flow-thread/recent-flows.ts';

const { databaseUrl, conventions, displayLimit } = workerData as FlowThreadSettings;
const port = parentPort;
if (port === null) throw new Error('This module is a worker thread.');

/** One flow at a time, whose parts are read at the same time. */
const POOL_SIZE = 3;
const store = openQueryStore({ url: databaseUrl, application: 'throughline web flows', poolSize: POOL_SIZE, onConnectionLost: () => undefined });
const flows = new RecentFlows(store, { conventions: configuredConventions(conventions), displayLimit });

let last: Promise<void> = Promise.resolve();
const inTurn = (work: () => Promise<void>): Promise<void> => (last = last.then(work));
port.on('message', (question: FlowQuestion) => {
  void inTurn(async () => {
    const answer = await answerTo(question);
    port.postMessage(answer, 'body' in answer && answer.body !== null ? [answer.body.buffer] : []);
  });
});
void new ReadAhead(store, flows).run(inTurn);

async function answerTo({ id, flowId, form }: FlowQuestion): Promise<FlowAnswer> {
  try {
    return { id, body: await flows.body(flowId, form) };
  } catch (error) {
    return { id, error: { message: error instanceof Error ? (error.stack ?? error.message) : String(error), databaseIsAway: databaseFault(error) !== 'other' } };
  }
}
