/** What a command is doing, in lines that a person can follow: numbered, with the time where it takes long. */

const LONG_MS = 10_000;

export type Log = (line: string) => void;

export const log: Log = (line) => {
  process.stderr.write(`${line}\n`);
};

export const secondsText = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/** Numbers the steps as they come; `total` is what was foreseen, null where that depends on what is found. */
export class Steps {
  readonly #total: number | null;
  readonly #log: Log;
  #number = 0;

  constructor(total: number | null, write: Log = log) {
    this.#total = total;
    this.#log = write;
  }

  /** Says what begins, every 10 s that it still goes on, and how long it took. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.#number += 1;
    const mark = this.#total === null ? `[${this.#number}]` : `[${this.#number}/${this.#total}]`;
    const started = performance.now();
    this.#log(`${mark} ${title}`);
    const ticker = setInterval(() => this.#log(`${mark}   … ${secondsText(performance.now() - started)}`), LONG_MS);
    try {
      const result = await work();
      this.#log(`${mark}   done in ${secondsText(performance.now() - started)}`);
      return result;
    } finally {
      clearInterval(ticker);
    }
  }
}
