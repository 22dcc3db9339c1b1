import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';
import { MOST_VERSIONS, readBaselines, type StoredBaseline } from '#lib/store/baselines.ts';
import { pgName } from '#lib/store/text.ts';

/** The stored baselines, read as they are made; of each kind as many versions as are stored. A flow is judged by the version that was in force when its last record came, whenever it is judged. */
export class KnownBaselines {
  readonly #byKind = new Map<string, StoredBaseline[]>();
  #newest = 0;

  async refresh(client: pg.ClientBase): Promise<void> {
    for (const baseline of await readBaselines(client, this.#newest)) {
      this.#byKind.set(baseline.kind, [...(this.#byKind.get(baseline.kind) ?? []), baseline].slice(-MOST_VERSIONS));
      this.#newest = baseline.version;
    }
  }

  at(kind: string, observedAt: Micros): StoredBaseline | null {
    return this.#byKind.get(pgName(kind))?.findLast(({ madeAt }) => madeAt <= observedAt) ?? null;
  }
}
