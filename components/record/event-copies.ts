'use client';
import { useQuery } from '@tanstack/react-query';
import type { CopyItem } from '#components/record/copy-menu.tsx';
import { curlCommand, kcatCommand } from '#components/record/commands.ts';
import { eventPath } from '#components/record/use-event.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import type { SessionState } from '#lib/contracts/session.ts';
import type { CoordinatesInput } from '#lib/core/timeline/input.ts';

/** CloudEvents taken over HTTP: no broker has them. */
const PUSHED_SOURCE = 'http';

export const jsonCopy = (what: unknown): CopyItem => ({ name: 'JSON', note: 'all that is known of it', text: () => JSON.stringify(what, null, 2), shown: false });

export function useCurl(path: string): CopyItem {
  const session = useQuery({ queryKey: ['session'], queryFn: ({ signal }) => fetchJson<SessionState>('/api/v1/session', { signal }), staleTime: Infinity });
  const token = session.data?.required ?? false;
  return { name: 'curl', note: token ? 'the same from the API; needs THROUGHLINE_TOKEN' : 'the same from the API', text: () => curlCommand(new URL(path, location.origin).href, token), shown: true };
}

/** The ways to take a message elsewhere. `what`: all that is known of it. */
export function useEventCopies(at: CoordinatesInput, what: unknown): readonly CopyItem[] {
  const curl = useCurl(`${eventPath(at)}?incarnation=${at.incarnation}`);
  const kcat: CopyItem = { name: 'kcat', note: `this very message from the brokers of ${at.source}, which the shell knows as KAFKA_BROKERS`, text: kcatCommand(at), shown: true };
  return at.source === PUSHED_SOURCE ? [jsonCopy(what), curl] : [jsonCopy(what), curl, kcat];
}
