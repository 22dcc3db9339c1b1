/** The system's Chromium, for the tests and the screenshot. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cliSettings } from '#lib/env/cli.ts';
import { childEnvironment } from '#lib/env/process.ts';
import { CommandError } from './command.ts';
import { runText } from './local-kafka-command.ts';
import { runStep } from './run-step.ts';
import type { Log } from './steps.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const ELSEWHERE = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Package managers and what installs it with them. */
const INSTALLERS: readonly { readonly manager: string; readonly commands: readonly (readonly string[])[] }[] = [
  { manager: 'apt-get', commands: [['update'], ['install', '-y', '--no-install-recommends', 'chromium']] },
  { manager: 'dnf', commands: [['install', '-y', 'chromium']] },
  { manager: 'apk', commands: [['add', 'chromium']] },
  { manager: 'pacman', commands: [['-Sy', '--noconfirm', 'chromium']] },
];

/** The path of a browser that starts. As root it is installed where there is none; else `CommandError` says the command that does. */
export async function requireChromium(log: Log): Promise<string> {
  const chosen = cliSettings().chromium;
  if (chosen !== null) {
    if (await starts(chosen)) return chosen;
    throw new CommandError(`CHROMIUM=${chosen} is not a browser that starts.`);
  }
  const found = await findChromium();
  if (found !== null) return found;
  await installChromium(log);
  const installed = await findChromium();
  if (installed === null) throw new CommandError('Chromium was installed and is still not found; set CHROMIUM to its path.');
  return installed;
}

async function findChromium(): Promise<string | null> {
  for (const path of [...NAMES.flatMap(candidates), ...ELSEWHERE]) if (await starts(path)) return path;
  return null;
}

const candidates = (name: string): string[] => searchPath().map((folder) => join(folder, name));

const searchPath = (): string[] => (childEnvironment({})['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');

/** Some systems have a file of that name that only says how to install one. */
async function starts(path: string): Promise<boolean> {
  if (!(await isExecutable(path))) return false;
  return runText(path, ['--version']).then(
    (said) => /\d+\.\d+/.test(said),
    () => false,
  );
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

async function installChromium(log: Log): Promise<void> {
  for (const { manager, commands } of INSTALLERS) {
    const path = (await Promise.all(searchPath().map(async (folder) => ((await isExecutable(join(folder, manager))) ? join(folder, manager) : null)))).find((one) => one !== null);
    if (path === null || path === undefined) continue;
    const shown = commands.map((args) => `${manager} ${args.join(' ')}`);
    if (process.getuid?.() !== 0) {
      throw new CommandError(`The tests need Chromium. Install it with:\n  ${shown.map((one) => `sudo ${one}`).join(' && ')}\nor set CHROMIUM to the path of one.`);
    }
    log('Installing Chromium for the tests');
    for (const [index, args] of commands.entries()) {
      log(`  ${shown[index]}`);
      await runStep(path, args, { env: childEnvironment({ DEBIAN_FRONTEND: 'noninteractive' }), cwd: '/' });
    }
    return;
  }
  throw new CommandError('The tests need Chromium, and no package manager is known here. Install it, and set CHROMIUM to its path.');
}
