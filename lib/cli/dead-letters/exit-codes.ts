/** What scripts go by; the help says the same. */
export const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3, incomplete: 4, interrupted: 130 } as const;

/** Ends the command with a code of its own, and words for a person. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
