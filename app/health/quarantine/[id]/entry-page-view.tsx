'use client';
import { QuarantineEntryView } from '#components/health/quarantine-entry.tsx';
import { PayloadContent } from '#components/record/payload-content.tsx';
import { eventHref } from '#components/record/use-event.ts';
import type { QuarantineDetail } from '#lib/contracts/quarantine.ts';

/** An entry of the quarantine, its bytes shown as those of messages are. */
export const EntryPageView = ({ id, first }: { id: string; first: QuarantineDetail | null }) => <QuarantineEntryView id={id} first={first} eventHref={eventHref} Bytes={Bytes} />;

const Bytes = ({ bytes: { text, hex, truncated } }: QuarantineDetail) => <PayloadContent text={text} hex={hex} copies={truncated ? 'the beginning' : 'the bytes'} />;
