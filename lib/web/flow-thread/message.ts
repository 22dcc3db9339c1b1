import type { ConventionSettings } from '#lib/env/conventions.ts';

export type FlowForm = 'json' | 'packed';

/** What the thread knows from its start. */
export interface FlowThreadSettings {
  readonly databaseUrl: string;
  readonly conventions: ConventionSettings;
  readonly displayLimit: number;
}

export interface FlowQuestion {
  readonly id: number;
  readonly flowId: string;
  readonly form: FlowForm;
}

/** The JSON of the flow as UTF-8, gzipped; null where there is none with this id any more. */
export type FlowAnswer =
  | { readonly id: number; readonly body: Uint8Array<ArrayBuffer> | null }
  | { readonly id: number; readonly error: { readonly message: string; readonly databaseIsAway: boolean } };
