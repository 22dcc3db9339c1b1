/** Command lines to paste into a shell, which read exactly one record. Nothing from a broker is ever taken as shell. */
import type { Coordinates } from '#lib/contracts/wire.ts';

/** A word for bash and zsh: bare where nothing in it means anything, in quotes otherwise; what cannot be seen is written as its bytes. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text) && !/^[-=~]/.test(text)) return text;
  if (/^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const bytes = [...new TextEncoder().encode(text.toWellFormed())];
  return `$'${bytes.map((byte) => (byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('')}'`;
}

/** The API's answer for a record. `token`: callers must be logged in, with the token that the shell knows as THROUGHLINE_TOKEN. */
export function curlCommand(url: string, token: boolean): string {
  return `curl -sS ${token ? '-H "Authorization: Bearer $THROUGHLINE_TOKEN" ' : ''}${shellWord(url)}`;
}

/**
 * Reads one message with kcat 1.7 and ends, also where there is none: without `-e` and the reset it would wait for the next one to be written, and show that.
 * The brokers are those that the shell knows: the browser does not.
 */
export function kcatCommand({ topic, partition, offset }: Pick<Coordinates, 'topic' | 'partition' | 'offset'>): string {
  return `kcat -C -b "$KAFKA_BROKERS" -t ${shellWord(topic)} -p ${partition} -o ${offset} -c 1 -e -X auto.offset.reset=error`;
}

/** How far a consumer group is, by Kafka's own tool. */
export const groupCommand = (group: string): string => `kafka-consumer-groups --bootstrap-server "$KAFKA_BROKERS" --describe --group ${shellWord(group)}`;
