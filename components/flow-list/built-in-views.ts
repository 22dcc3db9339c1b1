export interface ListView {
  readonly id: string;
  readonly name: string;
  /** The address after the question mark. */
  readonly search: string;
}

/** What is asked most. Their ids are no UUIDs, and so none of a saved view. */
export const BUILT_IN_VIEWS: readonly ListView[] = [
  { id: 'failed', name: 'Failed in the last hour', search: 'status=failed&range=1h' },
  { id: 'dead-letters', name: 'With dead letters', search: 'hasDeadLetters=true&range=24h' },
  { id: 'stalled', name: 'Stalled', search: 'status=stalled&range=24h' },
  { id: 'slowest', name: 'Slowest today', search: 'range=24h&sort=duration' },
];
