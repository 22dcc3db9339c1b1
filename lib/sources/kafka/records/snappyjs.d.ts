declare module 'snappyjs' {
  /** Raw snappy, without any framing. Throws when the output would be longer than `maxLength` bytes. */
  export function uncompress(data: Buffer, maxLength?: number): Buffer;
  export function compress(data: Buffer): Buffer;
}
