/** The Content-Security-Policy, whose nonce is new for each page; what is always the same is said once, in next.config.js. */

export interface PolicyOptions {
  readonly nonce: string;
  /** React in development rebuilds server stacks with eval. */
  readonly development: boolean;
}

/**
 * Scripts run by nonce alone. Styles cannot: rows and bars are placed by style attributes in the server's HTML, and Radix adds style
 * elements without a nonce (its scroll lock and its selects), so inline styles are allowed. A style reads and sends nothing by itself
 * here: images, fonts and connections are bound to this origin.
 */
export function pagePolicy({ nonce, development }: PolicyOptions): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** For what is no page: nothing in it may run or load, should a browser ever show it. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
