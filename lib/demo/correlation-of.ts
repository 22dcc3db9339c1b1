/** Which business action a message belongs to, wherever its writer put that. */

export type MessageHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

const HEADERS = ['correlation-id', 'X-Correlation-Id', 'ce_correlationid'];

export function correlationOf(headers: MessageHeaders | undefined, value: Buffer | string | null): string | null {
  for (const name of HEADERS) {
    const text = headerText(headers, name);
    if (text !== null) return text;
  }
  return /"metadata":\{[^{}]*"correlationId":"([^"]+)"/.exec(value?.toString() ?? '')?.[1] ?? null;
}

export function headerText(headers: MessageHeaders | undefined, name: string): string | null {
  const value = headers?.[name];
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined ? null : last.toString();
}
