/** References to records as PostgreSQL's `uuid`: 16 bytes that index and sort well. */

/** References to events, and traces as uuids. */
export interface Refs {
  readonly events: readonly string[];
  readonly traces: readonly string[];
}

export interface EventPosition {
  readonly topicId: number;
  readonly partition: number;
  readonly offset: bigint;
}

/** An event's topic id (int32), partition (int32) and offset (int64), big endian, so that references sort as the events do. */
export function eventRef(topicId: number, partition: number, offset: bigint): string {
  return `${hex(topicId, 8)}-${hex(partition >>> 16, 4)}-${hex(partition & 0xffff, 4)}-${split(BigInt.asUintN(64, offset).toString(16).padStart(16, '0'))}`;
}

/** Throws a RangeError on what is no uuid. */
export function parseEventRef(uuid: string): EventPosition {
  const digits = hexOfUuid(uuid);
  return {
    topicId: Number.parseInt(digits.slice(0, 8), 16) | 0,
    partition: Number.parseInt(digits.slice(8, 16), 16) | 0,
    offset: BigInt.asIntN(64, BigInt(`0x${digits.slice(16)}`)),
  };
}

/** 32 lower-case hex digits to a uuid. */
export const traceUuid = (traceId: string): string => uuidOfHex(traceId);

/** A uuid to 32 lower-case hex digits. */
export const traceIdOf = (uuid: string): string => hexOfUuid(uuid);

export function uuidOfHex(digits: string): string {
  if (!/^[0-9a-f]{32}$/i.test(digits)) throw new RangeError(`Not 32 hex digits: ${digits.slice(0, 40)}`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${split(digits.slice(16))}`;
}

function hexOfUuid(uuid: string): string {
  const digits = uuid.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(digits)) throw new RangeError(`Not a uuid: ${uuid.slice(0, 40)}`);
  return digits.toLowerCase();
}

const hex = (value: number, width: number): string => (value >>> 0).toString(16).padStart(width, '0');
const split = (digits: string): string => `${digits.slice(0, 4)}-${digits.slice(4)}`;
