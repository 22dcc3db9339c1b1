/** How a command finds the HTTP API that it speaks to. */
import { z } from 'zod';
import { optional, token, url } from '#lib/env/fields.ts';
import { parseSettings, type Environment } from '#lib/env/settings.ts';

export interface ApiClientSettings {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string | null;
}

const Variables = z.object({
  THROUGHLINE_URL: optional(url('http', 'https'), 'https://throughline.example', 'http://127.0.0.1:3000'),
  THROUGHLINE_TOKEN: optional(token, 'the token of the web', null),
});

/** `given` counts before the environment. Throws `SettingsError`. */
export function parseApiClientSettings(env: Environment, given: string | undefined): ApiClientSettings {
  const variables = parseSettings(Variables, given === undefined ? env : { ...env, THROUGHLINE_URL: given });
  return { url: variables.THROUGHLINE_URL.replace(/\/+$/, ''), token: variables.THROUGHLINE_TOKEN };
}
