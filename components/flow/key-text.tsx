import { shortText } from '#components/ui/short-text.ts';

/** A key in the midst of a sentence, as it was given. */
export const KeyText = ({ text }: { text: string }) => <bdi className="font-mono text-sm text-ink [overflow-wrap:anywhere]">{shortText(text)}</bdi>;
