/**
 * Makes calls of `call` that never overlap and begin at least `everyMs` after the one before has ended. The first comes
 * at once; whatever is asked for meanwhile is one call afterwards. A server that is slow is asked less often, not more.
 *
 *   idle --ask--> running --ended--> resting --everyMs--> idle, or running where it was asked meanwhile
 *
 * `call` must not reject.
 */
export function throttle(call: () => Promise<void>, everyMs: number): { ask: () => void; stop: () => void } {
  let state: 'idle' | 'running' | 'resting' | 'stopped' = 'idle';
  let again = false;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const run = async () => {
    state = 'running';
    again = false;
    await call();
    if (isStopped()) return;
    state = 'resting';
    rest = setTimeout(() => {
      state = 'idle';
      if (again) void run();
    }, everyMs);
  };
  const isStopped = () => state === 'stopped';

  return {
    ask() {
      if (state === 'idle') void run();
      else again = true;
    },
    stop() {
      state = 'stopped';
      clearTimeout(rest);
    },
  };
}
