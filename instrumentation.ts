/** Called by Next once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return; // a constant of the build: what follows is left out of the edge bundle that Next makes too
  const { webContext } = await import('#lib/web/context.ts');
  const context = webContext(); // wrong settings stop the start here, all of them named
  const { settings, log, flowThread } = context;
  const { renameUnheldMethods } = await import('#lib/web/unheld-methods.ts');
  renameUnheldMethods();
  const { notePeers } = await import('#lib/web/peer.ts');
  notePeers();
  const { markPlainCalls } = await import('#lib/web/plain-calls.ts');
  markPlainCalls();
  const { sendGzipped } = await import('#lib/web/gzipped-json.ts');
  sendGzipped();
  flowThread.start();
  const { warmUp } = await import('#lib/web/warm-up.ts');
  void warmUp(context);
  if (settings.tracingEndpoint === null) return;
  const { exportOwnSpans } = await import('#lib/telemetry/own-spans.ts');
  await exportOwnSpans(settings.tracingEndpoint, 'web');
  log.info({ endpoint: settings.tracingEndpoint }, 'exporting own spans');
}
