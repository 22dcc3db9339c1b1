interface Lock {
  readonly packages?: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean; readonly link?: boolean }>>;
}

export const OLDEST_NODE: number;
export function nodeFault(version: string): string | null;
export function installReason(state: {
  readonly lockHash: string;
  /** The hash that was installed last; null where none was. */
  readonly stamp: string | null;
  readonly hasNode: boolean;
  readonly lock: Lock;
  /** npm's own record, `node_modules/.package-lock.json`; null where there is none. */
  readonly installed: Lock | null;
}): string | null;
export function installFault(exitCode: number | null, output: string): string;
