/** Work that goes ahead of another thread's, counted where that thread sees it without being told. */
export class WorkAhead {
  /** What two threads share: the number of works under way. */
  readonly memory: SharedArrayBuffer;
  readonly #count: Int32Array;

  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#count = new Int32Array(memory);
  }

  get isUnderWay(): boolean {
    return Atomics.load(this.#count, 0) > 0;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    Atomics.add(this.#count, 0, 1);
    try {
      return await work();
    } finally {
      Atomics.sub(this.#count, 0, 1);
    }
  }
}
