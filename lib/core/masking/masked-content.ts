/** What became of bytes that were looked through. */
export type MaskedContent =
  | { readonly state: 'same' }
  | { readonly state: 'masked'; readonly bytes: Uint8Array; readonly rules: readonly string[]; readonly secrets: ReadonlyMap<string, string> }
  /** A rule may hit something in it and it cannot be read, so that nothing of it may be kept. */
  | { readonly state: 'unreadable'; readonly reason: string };
