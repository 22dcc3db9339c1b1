#!/usr/bin/env node
/**
 * The way into every command: `node lib/cli/bootstrap.mjs <command> …`, as the scripts of package.json call it, and `throughline <command> …` where it is linked.
 * Runs on Node 20 or newer with nothing installed; installs what is missing, then runs `lib/cli/<command>.ts` (or `e2e/<command>…`) on the installed Node.
 * `generate` stops after the installing.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';
import { installFault, installReason, nodeFault } from './install-plan.mjs';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const NODE = join(ROOT, 'node_modules/.bin/node');
const STAMP = join(ROOT, 'node_modules/.throughline-lock');
const CLIENT = join(ROOT, 'lib/store/prisma');
/** Stripping types and compiling takes each process half a second; Node keeps what came of it here, by what it was made of, for whatever is started from here. */
const COMPILED = join(ROOT, 'node_modules/.cache/throughline/compiled');
const PARENT_CHECK_MS = 1000;

class Refusal extends Error {}

const say = (line) => process.stderr.write(`${line}\n`);
const at = (path) => join(ROOT, path);
const textOf = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);
const hashOf = (text) => createHash('sha256').update(text).digest('hex');

async function installPackages() {
  const lock = readFileSync(at('package-lock.json'), 'utf8');
  const lockHash = hashOf(lock);
  const stamp = textOf(STAMP)?.trim() ?? null;
  const hasNode = existsSync(NODE);
  // Parsing both locks takes longer than all else here, so the stamp is asked first.
  if (hasNode && stamp === lockHash) return;
  const installed = textOf(at('node_modules/.package-lock.json'));
  const reason = installReason({ lockHash, stamp, hasNode, lock: JSON.parse(lock), installed: installed === null ? null : JSON.parse(installed) });
  if (reason !== null) {
    say(`Installing the packages with npm ci, since ${reason}. This takes one or two minutes.`);
    const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { progress: 'npm ci', missing: 'npm is not on the PATH: it comes with Node (https://nodejs.org), or as the package npm of your system.' });
    if (code !== 0) throw new Refusal(installFault(code, output));
    if (!existsSync(NODE)) throw new Refusal('npm installed the packages without running their install scripts, which bring Node 24 and PostgreSQL. Allow them (`npm config get ignore-scripts` must be false), remove node_modules and start again.');
  }
  writeFileSync(STAMP, `${lockHash}\n`);
}

async function generateClient() {
  const prismaVersion = JSON.parse(readFileSync(at('node_modules/prisma/package.json'), 'utf8')).version;
  const hash = hashOf(`${prismaVersion}\n${readFileSync(at('prisma/schema.prisma'), 'utf8')}\n${readFileSync(at('prisma.config.ts'), 'utf8')}`);
  const stamp = join(CLIENT, '.schema-hash');
  if (existsSync(join(CLIENT, 'client.ts')) && textOf(stamp)?.trim() === hash) return;
  say('Generating the database client, since its schema changed.');
  // `generate` needs no schema engine, and must not try to download one: any executable will do in its place.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: NODE, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  const { code, output } = await run(NODE, [at('node_modules/prisma/build/index.js'), 'generate'], { env, quiet: true });
  if (code !== 0) throw new Refusal(`prisma generate ended with code ${code}:\n${output.trim()}`);
  writeFileSync(stamp, `${hash}\n`);
}

/** Runs a step to its end; what it writes is shown (unless `quiet`) and kept for the fault. */
function run(file, args, { env = {}, progress = '', quiet = false, missing = `${file} is missing.` }) {
  const started = Date.now();
  return new Promise((done, fail) => {
    const child = spawn(file, args, { cwd: ROOT, env: { ...process.env, PATH: systemPath(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-20_000);
        if (!quiet) process.stderr.write(chunk);
      });
    }
    const ticker = progress === '' ? null : setInterval(() => say(`  ${progress} … ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
    const stop = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
    const end = () => {
      if (ticker) clearInterval(ticker);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signal, stop);
    };
    child.once('error', (error) => {
      end();
      fail(error.code === 'ENOENT' ? new Refusal(missing) : error);
    });
    child.once('close', (code, signal) => {
      end();
      if (signal) fail(new Refusal(`Stopped by ${signal}.`));
      else {
        if (progress !== '' && code === 0) say(`  ${progress} done in ${Math.round((Date.now() - started) / 1000)} s`);
        done({ code, output });
      }
    });
  });
}

/** Without our own node_modules/.bin, whose `node` is about to be replaced. */
const systemPath = () => (process.env.PATH ?? '').split(delimiter).filter((folder) => resolve(folder) !== at('node_modules/.bin')).join(delimiter);

/** Runs the command's own program to its end, and ends as it did. It holds a channel to us, so that it notices when we are gone. */
function becomeCommand(entry, args) {
  const PATH = [at('node_modules/.bin'), systemPath()].join(delimiter);
  const child = spawn(NODE, [entry, ...args], {
    cwd: ROOT,
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH, NEXT_TELEMETRY_DISABLED: '1', CHECKPOINT_DISABLE: '1' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // Under npm our parent is npm's own shell: when that is gone, nobody is left who could stop us.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), PARENT_CHECK_MS).unref();
  child.once('error', (error) => {
    say(`The installed Node could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

const entryOf = (command) => (/^[a-z-]+$/.test(command) ? [`lib/cli/${command}.ts`, `e2e/${command}.ts`, `e2e/${command}/main.ts`].map(at).find((path) => existsSync(path)) : undefined);

async function main([command, ...args]) {
  const fault = nodeFault(process.version);
  if (fault !== null) throw new Refusal(fault);
  const entry = entryOf(command ?? '');
  if (entry === undefined && command !== 'generate') throw new Refusal(`There is no command "${command ?? ''}". The scripts of package.json name those that there are: npm run`);
  await installPackages();
  await generateClient();
  if (entry !== undefined) becomeCommand(entry, args);
}

main(process.argv.slice(2)).catch((error) => {
  say(error instanceof Refusal ? error.message : (error.stack ?? String(error)));
  process.exit(1);
});
