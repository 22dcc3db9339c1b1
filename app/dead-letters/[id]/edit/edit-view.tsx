'use client';
import { useQuery } from '@tanstack/react-query';
import { letterQuery } from '#components/dead-letters/api.ts';
import { EditForm } from '#components/dead-letters/edit-form.tsx';
import type { Draft, Original } from '#components/dead-letters/edit.ts';
import { Changes } from '#components/record/changes.tsx';
import { fetchBytes } from '#components/record/fetch-bytes.ts';
import { PayloadChanges } from '#components/record/payload-changes.tsx';
import { eventPath } from '#components/record/use-event.ts';
import { wholeContent } from '#components/record/whole-text.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { formatBytes } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { SkeletonPage } from '#components/ui/skeleton.tsx';
import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';
import { differenceOfNames } from '#lib/core/difference/names.ts';

/** An edit goes in one request, which is limited. */
const LARGEST = 512 * 1024;

/** Reads the message, and all of its value where only a part is kept. What one types over must not change beneath: it is read once. */
export function EditView({ id }: { id: string }) {
  const letter = useQuery({ ...letterQuery(id), refetchInterval: false, staleTime: Infinity });
  const { data } = letter;
  const fits = data !== undefined && data.payload.truncated && !data.payload.masked && (data.payload.size ?? Infinity) <= LARGEST;
  const path = data === undefined ? '' : `${eventPath(data.coordinates)}/payload?incarnation=${data.coordinates.incarnation}`;
  const whole = useQuery({ queryKey: ['payload', path], queryFn: ({ signal }) => fetchBytes(path, signal), enabled: fits, staleTime: Infinity, gcTime: 0, retry: false });
  if (data === undefined) return letter.error ? <ErrorState error={letter.error} what="The dead letter cannot be read" retry={() => void letter.refetch()} /> : <SkeletonPage rows={10} label="Reading the dead letter" />;
  if (fits && whole.isPending) return <SkeletonPage rows={10} label="Reading the whole value" />;
  const value = valueOf(data, whole.data === undefined ? undefined : wholeContent(whole.data).text);
  const why = value !== undefined ? null : data.payload.masked ? 'It is masked here, so it cannot be changed; what is sent is read again from the broker, unmasked.' : whole.error !== null ? `All of it cannot be read: ${problemOf(whole.error).detail ?? problemOf(whole.error).title}. It is sent as it is.` : data.payload.truncated ? `It is larger than ${formatBytes(LARGEST)}, and is sent as it is.` : 'It is no text, and is sent as it is.';
  return (
    <div tabIndex={0} role="region" aria-label="Edit and replay" className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
      <EditForm letter={data} original={{ key: data.key, headers: data.headers, value }} fixed={why} Difference={Difference} />
    </div>
  );
}

/** Null for a tombstone; undefined for what is no text, or is not here as a whole. */
function valueOf({ payload }: DeadLetterDetail, whole: string | undefined): string | null | undefined {
  if (payload.encoding === 'tombstone') return null;
  if (payload.masked || payload.schemaId !== undefined) return undefined;
  return payload.truncated ? whole : payload.text;
}

const payloadOf = (text: string | null | undefined) => ({ size: null, truncated: false, masked: false, maskedBy: [], sha256: null, keyedHash: null, contentType: null, wholeFrom: null, encoding: text == null ? ('tombstone' as const) : ('text' as const), ...(text == null ? {} : { text }) });

function Difference({ original, draft }: { original: Original; draft: Draft }) {
  const names = [
    ...differenceOfNames([['key', original.key]], [['key', draft.key]]),
    ...differenceOfNames(original.headers.map(({ name, value }) => [name, value]), draft.headers.map(({ name, value }) => [name, value])),
  ];
  return (
    <>
      {original.value !== undefined && original.value !== draft.value && <PayloadChanges before={payloadOf(original.value)} after={payloadOf(draft.value)} />}
      {names.length > 0 && <Changes changes={names} label="Changes of key and headers" />}
    </>
  );
}
