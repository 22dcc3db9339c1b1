/** Bytes that are not what they claim to be. The message is a sentence for whoever sent them. */
export class Malformed extends Error {
  /** Each fault with where it is, where there are several. */
  readonly faults: readonly Fault[];
  constructor(message: string, faults: readonly Fault[] = []) {
    super(message);
    this.name = 'Malformed';
    this.faults = faults;
  }
}

export interface Fault {
  readonly path: string;
  readonly message: string;
}
