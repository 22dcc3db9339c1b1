import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive } from './local-kafka-process.ts';
import { supervise, type Program, type Supervision } from './supervisor.ts';

/** A busy machine takes seconds to start a program. */
const WITHIN_MS = 30_000;

let folder: string;
let log: string[];
let running: Supervision[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-supervisor-'));
  log = [];
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop(100)));
  rmSync(folder, { recursive: true, force: true });
});

const env = { PATH: process.env['PATH'] ?? '' };
const program = (name: string, script: string): Program => ({ name, command: process.execPath, args: ['-e', script], env });
const FOREVER = 'setInterval(() => {}, 1e6)';

function start(...programs: Program[]): Supervision {
  const supervision = supervise(programs, { log: (line) => log.push(line) });
  running.push(supervision);
  return supervision;
}

test('a program that ends is started again, and the log says why', async () => {
  const runs = join(folder, 'runs');
  writeFileSync(runs, '');
  const supervision = start(program('web', `require('fs').appendFileSync(${JSON.stringify(runs)}, 'x'); process.exitCode = 3;`));
  await vi.waitFor(() => expect(readFileSync(runs, 'utf8').length).toBeGreaterThanOrEqual(3), WITHIN_MS);
  expect(log[0]).toMatch(/^web ended after .* s \(code 3\); it is started again in 0\.3 s$/);
  expect(supervision.status()[0]).toMatchObject({ name: 'web', lastExit: 'code 3' });
});

test('a killed program comes back while its neighbour stays', async () => {
  const supervision = start(program('web', FOREVER), program('collector', FOREVER));
  await supervision.ready;
  const [web, collector] = supervision.status();
  process.kill(web?.pid ?? 0, 'SIGKILL');
  await vi.waitFor(() => expect(supervision.status()[0]).toMatchObject({ restarts: 1, lastExit: 'SIGKILL', pid: expect.any(Number) }), WITHIN_MS);
  expect(supervision.status()[1]).toEqual(collector);
});

test('stopping asks first, and kills what does not listen together with what it started', async () => {
  const pids = join(folder, 'pids');
  // Each says that it is up only after it has set its handler.
  const polite = `process.on('SIGTERM', () => { require('fs').writeFileSync(${JSON.stringify(join(folder, 'bye'))}, 'bye'); process.exit(0); }); require('fs').writeFileSync(${JSON.stringify(join(folder, 'up'))}, '1'); ${FOREVER}`;
  const deaf = `process.on('SIGTERM', () => {}); const child = require('child_process').spawn('sleep', ['600']); require('fs').writeFileSync(${JSON.stringify(pids)}, String(child.pid)); ${FOREVER}`;
  const supervision = start(
    { ...program('polite', polite), ready: async () => readPid(join(folder, 'up')) > 0 },
    { ...program('deaf', deaf), ready: async () => readPid(pids) > 0 },
  );
  expect(await supervision.ready).toBe(true);
  const before = supervision.status().map((one) => one.pid ?? 0);
  await supervision.stop(3000);
  expect(readFileSync(join(folder, 'bye'), 'utf8')).toBe('bye');
  expect(log).toEqual(['deaf did not end within 3.0 s and is killed']);
  await vi.waitFor(() => expect([...before, readPid(pids)].filter(isAlive)).toEqual([]), WITHIN_MS);
});

test('a supervisor that is killed leaves nobody behind', async () => {
  const pids = join(folder, 'pids');
  const script = `
    import { supervise } from ${JSON.stringify(join(import.meta.dirname, 'supervisor.ts'))};
    import { writeFileSync } from 'node:fs';
    const all = supervise([{ name: 'a', command: 'sleep', args: ['600'], env: process.env }], { log: console.log });
    await all.ready;
    writeFileSync(${JSON.stringify(pids)}, String(all.status()[0].pid));
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  await vi.waitFor(() => expect(readPid(pids)).toBeGreaterThan(0), WITHIN_MS);
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(readPid(pids))).toBe(false), WITHIN_MS);
});

test('what cannot be started is told, and tried again', async () => {
  start({ name: 'web', command: join(folder, 'no-such-program'), args: [], env });
  await vi.waitFor(() => expect(log[0]).toMatch(/^web ended .* \(code 127\); it is started again/), WITHIN_MS);
});

function readPid(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0; // not written yet
  }
}
