/** One thing that differs between two records. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** What it is about: a JSON pointer in the later document (in the earlier one of what was removed), or a name. */
  readonly at: string;
  /** Where a moved value stood. */
  readonly from?: string;
  /** As it was written; null where there was nothing. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A line of text that only one of them has, or both. */
export interface LineChange {
  readonly kind: 'added' | 'removed' | 'same';
  readonly text: string;
}
