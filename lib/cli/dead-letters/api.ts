/** The HTTP API as the command speaks to it: checked by the contract, faults in words. */
import type { z } from 'zod';
import { Problem } from '#lib/contracts/wire.ts';
import type { ApiClientSettings } from '#lib/env/api-client.ts';
import { Ended, EXIT } from './exit-codes.ts';

/** Longer than the web has patience with its database; starting a million messages takes as long. */
const PATIENCE_MS = 600_000;

export interface Api {
  /** Throws `Ended`: wrong input, a conflict, or what cannot be reached. */
  ask<T extends z.ZodType>(schema: T, path: string, body?: unknown): Promise<z.output<T>>;
}

export function apiOf({ url, token }: ApiClientSettings): Api {
  return {
    async ask(schema, path, body) {
      const response = await send(`${url}/api/v1${path}`, token, body);
      const answer: unknown = await response.json().catch(() => null);
      if (!response.ok) throw refusal(response.status, url, answer);
      const told = schema.safeParse(answer);
      if (!told.success) throw new Ended(EXIT.failed, `What answers at ${url} is no Throughline of this version.`);
      return told.data;
    },
  };
}

async function send(url: string, token: string | null, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Ended(EXIT.failed, `${new URL(url).origin} does not answer (${cause}). Say where the web is by --url or THROUGHLINE_URL.`);
  }
}

const CODES: Readonly<Record<number, number>> = { 400: EXIT.usage, 404: EXIT.usage, 409: EXIT.refused, 413: EXIT.usage };

function refusal(status: number, url: string, answer: unknown): Ended {
  const { success, data } = Problem.safeParse(answer);
  if (status === 401) return new Ended(EXIT.failed, 'The web asks for a token: set THROUGHLINE_TOKEN.');
  if (!success) return new Ended(EXIT.failed, `What answers at ${url} is no Throughline: it answered with ${status}.`);
  const faults = (data.errors ?? []).map(({ path, message }) => `\n  ${path.replace(/^(query|body|path)\./, '')}: ${message}`).join('');
  return new Ended(CODES[status] ?? EXIT.failed, `${data.detail ?? data.title}${faults}`);
}
