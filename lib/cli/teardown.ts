/** What was started is ended in the reverse order, once, whenever that is asked: in the middle of a start, too. */
export class Teardown {
  readonly #undo: (() => Promise<void>)[] = [];
  #running: Promise<void> | null = null;

  /** Whether ending has begun: nothing more should be started then. */
  get begun(): boolean {
    return this.#running !== null;
  }

  /** What is added after ending has begun is ended at once. */
  async add(undo: () => Promise<void>): Promise<void> {
    if (this.begun) await undo();
    else this.#undo.push(undo);
  }

  /** One that fails does not keep the others from ending; its error is the one that is thrown at the end. */
  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) {
      try {
        await undo();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'Several things could not be ended');
  }
}
