import { setTimeout as delay } from 'node:timers/promises';
import { Replay } from '#lib/contracts/replays.ts';
import type { Api } from './api.ts';
import { Ended, EXIT } from './exit-codes.ts';
import type { ReplayCommand } from './options.ts';
import { planOf, planText } from './plan.ts';
import { jsonLine, seen, type Output } from './say.ts';

const LOOK_EVERY_MS = 1000;

/** Starts what was planned, or plans and starts it. With `wait` it is followed: `incomplete` where not all succeeded. Throws `Ended` where nothing starts. */
export async function replay(api: Api, command: ReplayCommand, out: Output): Promise<number> {
  const { json, confirm, wait } = command;
  const id = typeof command.replay === 'string' ? command.replay : await planned(api, command.replay, command, out);
  const started = await api.ask(Replay, `/replays/${id}/start`, { confirmCount: confirm });
  tell(started, json, out);
  return wait ? follow(api, started, json, out) : EXIT.ok;
}

async function planned(api: Api, request: Readonly<Record<string, unknown>>, { confirm, json }: ReplayCommand, out: Output): Promise<string> {
  const plan = await planOf(api, request, json, out);
  out.write(json ? jsonLine(plan) : planText(plan));
  if (plan.total !== confirm || plan.total === 0) throw new Ended(EXIT.refused, `${plan.total} would be sent, and ${confirm} were confirmed: nothing was started.${plan.total === 0 ? '' : ` To send them: throughline dead-letters replay ${plan.id} --confirm ${plan.total}`}`);
  return plan.id;
}

/** Until all that was sent has its outcome, or a person has to look. Each change is a line. */
async function follow(api: Api, started: Replay, json: boolean, out: Output): Promise<number> {
  let latest = started;
  let told = textOf(started);
  while (!isSettled(latest)) {
    await delay(LOOK_EVERY_MS);
    latest = await api.ask(Replay, `/replays/${latest.id}`);
    if (textOf(latest) === told) continue;
    told = textOf(latest);
    tell(latest, json, out);
  }
  return latest.state === 'done' && latest.succeeded === latest.total ? EXIT.ok : EXIT.incomplete;
}

/** One that rests goes on when a person says so, and is not waited for. */
const isSettled = ({ state, waiting }: Replay): boolean => (state === 'done' || state === 'cancelled' ? waiting === 0 : state === 'stopped' || state === 'paused');

const tell = (replay: Replay, json: boolean, out: Output): void => out.write(json ? jsonLine(replay) : textOf(replay));

const textOf = ({ id, state, stateSays, total, sent, succeeded, failedAgain, unsure, waiting }: Replay): string =>
  `Replay ${id} ${state}: ${sent} of ${total} sent, ${succeeded} succeeded, ${failedAgain} failed again, ${unsure} unsure, ${waiting} without an outcome yet (${seen(stateSays, 200)})`;
