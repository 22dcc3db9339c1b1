/** From starting the web and the collector until each answers, beside a database that runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startThroughline } from '#lib/cli/throughline.ts';
import type { Part } from './part.ts';
import { line, millis } from './result.ts';
import { benchSetup, startStack, tempFolder } from './stack.ts';
import { spread } from './statistics.ts';

const STARTS = 5;
const POLL_MS = 10;
const TARGET_MS = 3000;

export const start: Part = ({ steps, teardown }) =>
  teardown.within(async (own) => {
    const path = await tempFolder(own);
    const { databaseUrl } = await startStack({ path, brokers: null }, steps, own);
    const took = { web: [] as number[], collector: [] as number[] };
    await steps.step(`Starting beside the running database, ${STARTS} times`, async () => {
      for (let times = 0; times < STARTS; times++) {
        await teardown.within(async (its) => {
          const setup = await benchSetup(path, { DATABASE_URL: databaseUrl });
          const began = performance.now();
          const answered = async (url: string): Promise<number> => {
            while (!(await fetch(url).then((response) => response.body?.cancel().then(() => true) ?? true, () => false))) await sleep(POLL_MS);
            return performance.now() - began;
          };
          const up = Promise.all([answered(`http://127.0.0.1:${setup.web}/api/v1/health`), answered(`http://127.0.0.1:${setup.collector}/health`)]);
          await startThroughline({ web: 'built', steps, teardown: its, variables: setup.variables });
          const [web, collector] = await up;
          took.web.push(web);
          took.collector.push(collector);
        });
      }
    });
    const lines = (['web', 'collector'] as const).map((name) => {
      const { p50, max } = spread(took[name]);
      return line(`From start to ready, warm: ${name}`, `${millis(p50)} (slowest of ${STARTS}: ${millis(max)})`, `≤ ${TARGET_MS / 1000} s`, p50 !== null && p50 <= TARGET_MS);
    });
    return { lines, notes: ['From the command until `/api/v1/health` and the collector’s `/health` answer; the schema of the database is checked on the way. Median.'] };
  });
