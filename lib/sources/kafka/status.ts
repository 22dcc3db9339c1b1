import type { SourceStatus } from '#lib/sources/source.ts';

const NOTE_SHOWN_MS = 10 * 60_000;

/** What the source says of itself. A fault of the broker outweighs a refusal of the sink, which outweighs a doubt, which outweighs a note, which outweighs what is left out. */
export class StatusBoard {
  readonly #name: string;
  #state: 'off' | 'starting' | 'reading' = 'off';
  #fault: string | null = null;
  #refusal: string | null = null;
  #doubt: string | null = null;
  #remark: string | null = null;
  #leftOut: string | null = null;
  #note: { readonly text: string; readonly at: number } | null = null;
  #staleSince: number | null = null;
  #lag: bigint | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  starting(): void {
    this.#state = 'starting';
  }

  /** A member of the group; or there is nothing to read, which `remark` says. */
  reading(remark: string | null = null): void {
    this.#state = 'reading';
    this.#remark = remark;
    this.#fault = null;
    this.#doubt = null;
    if (this.#refusal === null) this.#staleSince = null;
  }

  /** Whether the cluster could be read before what happens now. */
  get isDown(): boolean {
    return this.#fault !== null;
  }

  failed(text: string): void {
    this.#fault = text;
    this.#lag = null;
    this.#staleSince ??= Date.now();
  }

  refused(text: string): void {
    this.#refusal = text;
    this.#staleSince ??= Date.now();
  }

  accepted(): void {
    this.#refusal = null;
    if (this.#fault === null && this.#doubt === null) this.#staleSince = null;
  }

  /** The cluster is a member's, and does not answer questions now; null when it does. */
  doubt(text: string | null): void {
    this.#doubt = text;
    if (text !== null) this.#staleSince ??= Date.now();
    else if (this.#fault === null && this.#refusal === null) this.#staleSince = null;
  }

  /** Topics that should be read and cannot be, whatever a person does. */
  leftOut(topics: readonly string[]): void {
    this.#leftOut = topics.length === 0 ? null : `Not read, since the client for Kafka cannot hold topics of such names: ${topics.join(', ')}.`;
  }

  /** Something that people should know and that stops nothing. */
  note(text: string): void {
    this.#note = { text, at: Date.now() };
  }

  lag(messages: bigint | null): void {
    this.#lag = messages;
  }

  stopped(): void {
    this.#state = 'off';
    this.#lag = null;
  }

  read(): SourceStatus {
    const note = this.#note !== null && Date.now() - this.#note.at < NOTE_SHOWN_MS ? this.#note.text : null;
    return {
      name: this.#name,
      status: this.#status(),
      lagMessages: this.#lag,
      staleSince: this.#state === 'off' ? null : this.#staleSince,
      error: this.#fault ?? this.#refusal ?? this.#doubt ?? this.#remark ?? note ?? this.#leftOut,
    };
  }

  #status(): SourceStatus['status'] {
    if (this.#state === 'off') return 'off';
    if (this.#fault !== null) return 'down';
    if (this.#state === 'starting') return 'starting';
    return this.#refusal !== null || this.#doubt !== null ? 'degraded' : 'ok';
  }
}
