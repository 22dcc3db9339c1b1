import { isAlive } from '#lib/cli/local-kafka-process.ts';
import { until } from './fixture.ts';

/** Until it is gone its port is taken, and a start takes another. */
export async function killBroker({ pid }: { readonly pid: number }): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await until('the broker is gone', () => !isAlive(pid));
}
