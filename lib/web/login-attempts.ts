/** Failed logins are few for a person and many for a guesser: a bucket of ten that fills by one in six seconds, one for the process. */

const BUCKET = 10;
const REFILL_MS = 6_000;

export class LoginAttempts {
  #left = BUCKET;
  #countedAt = 0;

  /** Seconds to wait before the next attempt is looked at; null where it may be now. */
  wait(nowMs: number): number | null {
    this.#refill(nowMs);
    return this.#left >= 1 ? null : Math.ceil(((1 - this.#left) * REFILL_MS) / 1000);
  }

  failed(nowMs: number): void {
    this.#refill(nowMs);
    this.#left = Math.max(0, this.#left - 1);
  }

  #refill(nowMs: number): void {
    this.#left = Math.min(BUCKET, this.#left + Math.max(0, nowMs - this.#countedAt) / REFILL_MS);
    this.#countedAt = nowMs;
  }
}
