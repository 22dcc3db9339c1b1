/**
 * Flows of many records are read, assembled, written as JSON and compressed in a thread of their own: that takes the better part of a second of one
 * core, in which the others who ask this process are answered. docs/decisions/packed-pages.md
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ServiceError } from '#lib/services/errors.ts';
import type { FlowAnswer, FlowForm, FlowQuestion, FlowThreadSettings } from '#lib/web/flow-thread/message.ts';

type Body = Uint8Array<ArrayBuffer> | null;

interface Waiting {
  readonly resolve: (body: Body) => void;
  readonly reject: (error: Error) => void;
}

/** From the folder of the repository, where every command of it runs: what Next makes of this module knows no other place. */
const THREAD = join('lib', 'web', 'flow-thread', 'thread.ts');

/** A queue that is longer than a person waits helps nobody. */
const MOST_WAITING = 20;
/** A page's browser asks in a moment, if it asks. */
const KEPT_MS = 10_000;

export class FlowThread {
  readonly #settings: FlowThreadSettings;
  readonly #waiting = new Map<number, Waiting>();
  /** By flow and form: who asks for what is being read gets the same. */
  readonly #reading = new Map<string, Promise<Body>>();
  /** The same, for who was told to ask and has not yet. */
  readonly #kept = new Map<string, Promise<Body>>();
  #worker: Worker | null = null;
  #asked = 0;

  constructor(settings: FlowThreadSettings) {
    this.#settings = settings;
  }

  /** Begins to load what it runs, which the first to ask would wait for. */
  start(): void {
    this.#started();
  }

  /** Reads what a page tells its browser to ask for. The answer is kept for whoever asks first, and not for long: flows grow. */
  readAhead(flowId: string, form: FlowForm): void {
    const name = nameOf(flowId, form);
    if (this.#kept.has(name)) return;
    const reading = this.#read(flowId, form);
    const forget = () => void (this.#kept.get(name) === reading && this.#kept.delete(name));
    reading.catch(forget); // who asks reads again, and is told then
    setTimeout(forget, KEPT_MS).unref();
    this.#kept.set(name, reading);
  }

  /** The JSON of a flow as UTF-8, gzipped; null where there is none with this id. Throws `unavailable` where the database is away, or too many wait. */
  read(flowId: string, form: FlowForm): Promise<Body> {
    const name = nameOf(flowId, form);
    const kept = this.#kept.get(name);
    if (kept === undefined) return this.#read(flowId, form);
    this.#kept.delete(name);
    return kept;
  }

  #read(flowId: string, form: FlowForm): Promise<Body> {
    const name = nameOf(flowId, form);
    const known = this.#reading.get(name);
    if (known !== undefined) return known;
    if (this.#waiting.size >= MOST_WAITING) return Promise.reject(new ServiceError('unavailable', 'Many large flows are being read just now.', { retryAfterSeconds: 5 }));
    const reading = this.#ask(flowId, form).finally(() => this.#reading.delete(name));
    this.#reading.set(name, reading);
    return reading;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(flowId: string, form: FlowForm): Promise<Body> {
    return new Promise((resolve, reject) => {
      const id = (this.#asked += 1);
      this.#waiting.set(id, { resolve, reject });
      this.#started().postMessage({ id, flowId, form } satisfies FlowQuestion);
    });
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(join(process.cwd(), THREAD), { workerData: this.#settings, name: 'flows' });
    worker.unref(); // a request keeps the process up, not its thread
    worker.on('message', (answer: FlowAnswer) => this.#answered(answer));
    worker.on('error', (error: Error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, new Error('The thread that reads large flows has ended.')));
    return (this.#worker = worker);
  }

  #answered(answer: FlowAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('body' in answer) waiting?.resolve(answer.body);
    else if (answer.error.databaseIsAway) waiting?.reject(new ServiceError('unavailable', 'The database does not answer.', { retryAfterSeconds: 2 }));
    else waiting?.reject(new Error(answer.error.message));
  }

  /** The next question starts another. */
  #ended(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

const nameOf = (flowId: string, form: FlowForm): string => `${form} ${flowId}`;
