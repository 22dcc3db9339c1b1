import type { Header } from '#lib/core/record.ts';

export interface MessageFields {
  readonly magicByte: number;
  readonly attributes: number;
  /** Decimal digits; milliseconds since the epoch, -1 where there is none. */
  readonly timestamp: string;
  readonly timestampType: 'create' | 'append';
  /** Decimal digits. */
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly rawHeaders: readonly Header[];
  readonly isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
  /** Set where bytes could not be read: they stand in for every message from `first` up to this one's offset. */
  readonly unreadable?: Unreadable;
}

export interface Unreadable {
  readonly first: bigint;
  readonly reason: string;
  readonly bytes: Buffer;
}

/** A message as kafkajs's consumer needs it, with what kafkajs's own decoder would have lost. */
export class FetchedMessage implements MessageFields {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly timestampType: 'create' | 'append';
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly rawHeaders: readonly Header[];
  readonly isControlRecord: boolean;
  readonly batchContext: MessageFields['batchContext'];
  readonly unreadable: Unreadable | undefined;

  constructor(fields: MessageFields) {
    this.magicByte = fields.magicByte;
    this.attributes = fields.attributes;
    this.timestamp = fields.timestamp;
    this.timestampType = fields.timestampType;
    this.offset = fields.offset;
    this.key = fields.key;
    this.value = fields.value;
    this.rawHeaders = fields.rawHeaders;
    this.isControlRecord = fields.isControlRecord;
    this.batchContext = fields.batchContext;
    this.unreadable = fields.unreadable;
  }

  /** In kafkajs's own form, for consumers that do not know of `rawHeaders`: by name, without the order. */
  get headers(): Record<string, Uint8Array | null | (Uint8Array | null)[]> {
    const byName = Map.groupBy(this.rawHeaders, (header) => header.name);
    return Object.fromEntries([...byName].map(([name, all]) => [name, all.length === 1 ? all[0]!.value : all.map((header) => header.value)]));
  }
}
