/**
 * Messages and traces for which deriving fails, or takes too long: the rollup puts them aside, and tries them again when they are due and what has just
 * arrived is derived. More at once as long as it succeeds, and with a rest after one that fails.
 */
import { performance } from 'node:perf_hooks';
import type { ClientBase } from 'pg';
import { FailedPass, inWords } from '#lib/collector/failed-pass.ts';
import { microsNow } from '#lib/store/clock.ts';
import type { Refs } from '#lib/store/refs.ts';
import { dueUnderivable, noteUnderivable, retryUnderivable } from '#lib/store/underivable.ts';

export interface PutAsideOptions {
  readonly log: { error(fields: object, message: string): void };
  /** What may be said of an error: it can quote what is masked. */
  readonly clean: (text: string) => string;
}

const MOST_AT_ONCE = 500;
/** A flow that cannot be derived may be large: so it takes a small part of the time, however much is put aside. */
const REST_MS = 5000;

export class PutAside {
  readonly #options: PutAsideOptions;
  #any = false;
  #tookOver: boolean;
  #atOnce = 1;
  /** Where nobody survives one among them, each try that it is part of costs half a minute. */
  #oneByOne: boolean;
  /** By `performance.now`. */
  #restUntil = 0;

  /** `goes on`: after one in this process that did not survive what it tried. */
  constructor(options: PutAsideOptions, start: 'takes over' | 'goes on') {
    this.#options = options;
    this.#tookOver = this.#oneByOne = start === 'goes on';
  }

  /** Whether there may be something. */
  get any(): boolean {
    return this.#any;
  }

  /** All is tried again by a process that takes over the rollup: it may be a version that derives what an older one could not. */
  async takeOver(client: ClientBase): Promise<void> {
    if (!this.#tookOver) await retryUnderivable(client);
    this.#tookOver = true;
    this.#any = true; // until it is looked
  }

  async put(client: ClientBase, refs: Refs, cause: unknown): Promise<void> {
    await noteUnderivable(client, refs, { at: microsNow(), reason: this.#reasonOf(cause) });
    this.#any = true;
    this.#options.log.error({ events: refs.events, traces: refs.traces }, 'deriving fails for this');
  }

  #reasonOf(cause: unknown): string {
    try {
      return this.#options.clean(inWords(cause));
    } catch (error) {
      return `${nameOf(cause)}, whose text cannot be masked (${nameOf(error)})`;
    }
  }

  /** All of a change in which something takes too long, to be tried one by one. */
  async putSuspects(client: ClientBase, refs: Refs, cause: unknown): Promise<void> {
    await noteUnderivable(client, refs, { at: microsNow(), reason: inWords(cause), dueAt: 0 });
    this.#any = true;
    this.#atOnce = 1;
    this.#oneByOne = true;
  }

  /** `derive` throws `FailedPass` where it fails. */
  async tryDue(client: ClientBase, derive: (refs: Refs) => Promise<unknown>): Promise<void> {
    if (!this.#any || performance.now() < this.#restUntil) return;
    const due = await dueUnderivable(client, microsNow(), this.#atOnce);
    this.#any = due !== null;
    if (due === null || due.events.length + due.traces.length === 0) {
      this.#oneByOne = false;
      return;
    }
    try {
      await derive(due);
      if (!this.#oneByOne) this.#atOnce = Math.min(MOST_AT_ONCE, this.#atOnce * 2);
    } catch (error) {
      if (!(error instanceof FailedPass)) throw error;
      await this.failed(client, due, error.cause);
    }
  }

  /** Of several it is not known which: the next is tried alone. */
  async failed(client: ClientBase, tried: Refs, cause: unknown): Promise<void> {
    this.#atOnce = 1;
    if (tried.events.length + tried.traces.length > 1) return;
    this.#restUntil = performance.now() + REST_MS;
    await this.put(client, tried, cause);
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
