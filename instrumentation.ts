/** Called by Next once, before the first request. */
export async function register(): Promise<void> {
  const { webContext } = await import('#lib/web/context.ts');
  const { settings, log } = webContext(); // wrong settings stop the start here, all of them named
  if (settings.tracingEndpoint === null) return;
  const { exportOwnSpans } = await import('#lib/web/tracing.ts');
  exportOwnSpans(settings.tracingEndpoint);
  log.info({ endpoint: settings.tracingEndpoint }, 'exporting own spans');
}
