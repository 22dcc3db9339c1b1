const FRAME_MAGIC = 0x184d2204;
const UNCOMPRESSED = 0x80000000;

/**
 * The size that an LZ4 frame expands to, found by walking its tokens without writing a byte; stops soon after `limit`.
 * Kafka's frames do not state their size. Formats: lz4_Frame_format.md and lz4_Block_format.md of the LZ4 project.
 */
export function lz4FrameSize(frame: Buffer, limit: number): number {
  if (frame.length < 7 || frame.readUInt32LE(0) !== FRAME_MAGIC) throw new Error('this is not an LZ4 frame');
  const flags = frame[4]!;
  const blockChecksum = (flags & 0x10) !== 0 ? 4 : 0;
  let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  let size = 0;
  while (size <= limit) {
    if (at + 4 > frame.length) throw new Error('the frame ends early');
    const word = frame.readUInt32LE(at);
    at += 4;
    if (word === 0) return size;
    const length = word & 0x7fffffff;
    if (at + length > frame.length) throw new Error('a block is longer than the frame');
    size += word >= UNCOMPRESSED ? length : blockSize(frame, at, at + length, limit - size);
    at += length + blockChecksum;
  }
  return size;
}

function blockSize(frame: Buffer, start: number, end: number, limit: number): number {
  let at = start;
  let size = 0;
  const extended = (nibble: number): number => {
    let length = nibble;
    if (nibble !== 15) return length;
    for (;;) {
      if (at >= end) throw new Error('a block ends early');
      const byte = frame[at++]!;
      length += byte;
      if (byte !== 255) return length;
    }
  };
  while (at < end && size <= limit) {
    const token = frame[at++]!;
    const literals = extended(token >> 4);
    size += literals;
    at += literals;
    if (at >= end) break; // the last sequence has no match
    at += 2;
    size += extended(token & 15) + 4;
  }
  return size;
}
