/**
 * Decides what must be installed before anything can run. Plain JavaScript without dependencies: it runs before there are any.
 * Pure; `bootstrap.mjs` does what is decided here.
 */

/** The oldest Node that can run the installer; everything after it runs on the Node that is installed here. */
export const OLDEST_NODE = 20;

/** @type {(version: string) => string | null} What is wrong with this Node, in words; null where it will do. */
export function nodeFault(version) {
  const major = Number(version.replace(/^v/, '').split('.')[0]);
  return major >= OLDEST_NODE ? null : `This is Node ${version.replace(/^v/, '')}; Throughline needs Node ${OLDEST_NODE} or newer to install itself: https://nodejs.org`;
}

/**
 * Why `npm ci` must run; null where what is installed fits.
 * A developer's `npm install` changes the lock without our stamp: then npm's own record of what it installed decides.
 */
export function installReason({ lockHash, stamp, hasNode, lock, installed }) {
  if (installed === null) return 'nothing is installed yet';
  if (!hasNode) return 'the installed Node is missing';
  if (stamp === lockHash) return null;
  const misfit = firstMisfit(lock.packages ?? {}, installed.packages ?? {});
  return misfit === null ? null : `${misfit} does not fit package-lock.json`;
}

function firstMisfit(wanted, present) {
  for (const [path, { version, optional, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue;
    const found = present[path];
    if (found === undefined ? !optional : found.version !== version) return path.replace(/^.*node_modules\//, '');
  }
  return null;
}

/** Where npm says that it cannot reach a registry, that is the fault; else its own words are all there is. */
export function installFault(exitCode, output) {
  if (/\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)\b/.test(output)) {
    return 'npm cannot reach its registry. Check the network, a proxy (`npm config get proxy`) or the registry (`npm config get registry`), then start again.';
  }
  if (/\bENOSPC\b/.test(output)) return 'The disk is full: about 1.5 GB are needed.';
  if (/\b(EACCES|EPERM)\b/.test(output)) return 'npm may not write here: the folder belongs to another user.';
  return `\`npm ci\` ended with code ${exitCode}; what it said stands above.`;
}
