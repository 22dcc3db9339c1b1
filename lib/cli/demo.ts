/** `npm run demo`: a local Kafka, Throughline, and services that write orders, trips and plays, with faults in them, until Ctrl-C. */
import { mkdir } from 'node:fs/promises';
import { parseStartSettings, type StartSettings } from '#lib/env/cli.ts';
import { childEnvironment, readText } from '#lib/env/process.ts';
import { CommandError, runCommand } from './command.ts';
import { demoData, forget, type DemoData } from './demo-data.ts';
import { firstCompleteFlow } from './demo-flow.ts';
import { checkServiceArgs, DEMO_HELP, DEMO_PROGRAM, parseDemoOptions } from './demo-options.ts';
import { startLocalKafka } from './local-kafka.ts';
import { NODE, ROOT } from './paths.ts';
import { requireFreePorts } from './ports.ts';
import { log, Steps } from './steps.ts';
import { supervise } from './supervisor.ts';
import type { Teardown } from './teardown.ts';
import { startThroughline, THROUGHLINE_STEPS } from './throughline.ts';
import { sayWhereItIs } from './where-it-is.ts';

/** Kafka before, the services and the first flow after. */
const OWN_STEPS = 3;
const FLOW_PATIENCE_MS = 90_000;

await runCommand(async (teardown) => {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    log(DEMO_HELP);
    return 0;
  }
  const settings = parseStartSettings(childEnvironment({}), readText);
  await checkServiceArgs(options.serviceArgs);
  await requireFreePorts(settings);
  const data = demoData(settings.dataDir);
  if (options.fresh) await forget(data, { ownDatabase: settings.databaseUrl === null });
  await mkdir(data.dir, { recursive: true });

  const steps = new Steps(THROUGHLINE_STEPS + OWN_STEPS);
  const brokers = await kafka(settings, data, steps, teardown);
  const variables = { KAFKA_BROKERS: brokers, THROUGHLINE_DATA_DIR: data.dir, THROUGHLINE_DEMO_STATE: data.stateFile };
  const running = await startThroughline({ web: 'built', steps, teardown, variables });

  const since = Date.now();
  await steps.step('Starting the services: checkout, payment, inventory, shipping, email, trips, plays', () => startServices(running.settings, brokers, data, options.serviceArgs, teardown));
  const flow = await steps.step('Waiting for the first order to go all the way', () => firstCompleteFlow(running.settings, since, FLOW_PATIENCE_MS));
  sayWhereItIs(running.settings);
  log(flow.url === null ? `  No order went all the way within ${FLOW_PATIENCE_MS / 1000} s (${flow.lastProblem ?? 'the API is well'}); see ${running.settings.url}/health` : `  A complete flow:       ${flow.url}`);
  log('');
  return new Promise<never>(() => {}); // until a signal
});

/** The brokers' addresses: those of KAFKA_BROKERS, or of a Kafka of our own. */
async function kafka(settings: StartSettings, data: DemoData, steps: Steps, teardown: Teardown): Promise<string> {
  const [given] = settings.kafka;
  if (given) {
    if (given.ssl !== false || given.sasl !== null) throw new CommandError('The demo’s services connect without SSL and password. Unset KAFKA_BROKERS, so that the demo starts a Kafka of its own, or name one without them.');
    return steps.step(`Using the Kafka at ${given.brokers.join(', ')}`, async () => given.brokers.join(','));
  }
  return steps.step('Starting a local Kafka', async () => {
    const local = await startLocalKafka({ dir: data.kafkaDir, jars: data.jarsDir, log: (line) => log(`      ${line}`) });
    await teardown.add(() => local.stop());
    return local.brokers;
  });
}

/** Resolves when they have been started: those who wait for the first flow see the rest. */
async function startServices(settings: StartSettings, brokers: string, data: DemoData, serviceArgs: readonly string[], teardown: Teardown): Promise<void> {
  const { otlp } = settings;
  const otlpArgs = otlp.httpPort === null ? [] : ['--otlp', `http://${otlp.host}:${otlp.httpPort}`];
  const supervision = supervise(
    [
      {
        name: 'demo',
        command: NODE,
        args: [...DEMO_PROGRAM, '--brokers', brokers, ...otlpArgs, '--state', data.stateFile, '--journal', data.journalDir, ...serviceArgs],
        cwd: ROOT,
        // The exporter's own variable: command lines can be read by every user of the machine.
        env: childEnvironment({ OTEL_EXPORTER_OTLP_HEADERS: settings.token === null ? null : `Authorization=${encodeURIComponent(`Bearer ${settings.token}`)}` }),
      },
    ],
    { log },
  );
  await teardown.add(() => supervision.stop());
  await supervision.ready;
}
