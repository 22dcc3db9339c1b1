/** Bytes that somebody wrote into a topic: saved, never shown, whatever they claim to be. Null is a tombstone: 204. */
export function attachment(value: Uint8Array | ReadableStream<Uint8Array> | null, name: string, length: string | null): Response {
  if (value === null) return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
  return new Response(value instanceof Uint8Array ? Uint8Array.from(value) : value, {
    headers: {
      'Content-Type': 'application/octet-stream',
      ...(length === null ? {} : { 'Content-Length': length }),
      'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_').slice(0, 150)}.bin"`,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'no-store',
    },
  });
}
