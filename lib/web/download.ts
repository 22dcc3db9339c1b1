/** Bytes that somebody wrote into a topic: saved, never shown, whatever they claim to be. Null is a tombstone: 204. */
export function download(value: Uint8Array | null, name: string): Response {
  if (value === null) return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
  return new Response(Uint8Array.from(value), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(value.length),
      'Content-Disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_').slice(0, 150)}.bin"`,
      'Cache-Control': 'no-store',
    },
  });
}
