/** PostgreSQL's `postmaster.pid`, its lock on a data folder and its way of saying how it is. Format: src/include/utils/pidfile.h. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown';
}

/** Null for a file that is not yet, or never was, written to its end. */
export function parsePostmaster(text: string): Postmaster | null {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || port <= 0) return null;
  const status = lines[7]?.trim();
  return { pid, port, status: status === 'starting' || status === 'stopping' || status === 'ready' || status === 'standby' ? status : 'unknown' };
}
