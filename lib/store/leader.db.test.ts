import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { asLeader } from '#lib/store/leader.ts';
import type { Word } from '#lib/store/testing/child-leader.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

const LOCK = 4711n;
/** A leader that is well says a word in each quarter of it, which on a busy machine may come late. */
const SILENCE_MS = 2400;

async function childLeader(store: FreshStore): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'testing/child-leader.ts'), [store.url, String(LOCK), String(SILENCE_MS)], { execArgv: [] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  expect(await word(child)).toBe('leading');
  return child;
}

const word = async (child: ChildProcess): Promise<Word> => (await once(child, 'message'))[0] as Word;

const tryToLead = (store: FreshStore): Promise<boolean> => asLeader(store, { lock: LOCK, job: 'leader', statementTimeoutMs: 30_000, silenceMs: SILENCE_MS }, async () => {});

async function untilLeading(store: FreshStore): Promise<void> {
  while (!(await tryToLead(store))) await delay(50);
}

test('a leader that waits keeps leading, for longer than it may be silent', async () => {
  const store = await freshStore();
  const child = await childLeader(store);
  // It waits for twice that time again and again; a connection that were idle for so long would be ended.
  for (const end = Date.now() + SILENCE_MS * 3; Date.now() < end; await delay(100)) expect(await tryToLead(store)).toBe(false);
  child.kill('SIGKILL');
  await untilLeading(store);
});

test('a leader that was stopped holds nothing any more, and knows it when it goes on', async () => {
  const store = await freshStore();
  const child = await childLeader(store);
  child.kill('SIGSTOP');
  await untilLeading(store);
  child.kill('SIGCONT');
  expect(await word(child)).toBe('lost');
});
