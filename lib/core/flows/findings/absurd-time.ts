import type { Finder } from '#lib/core/flows/findings/finding.ts';
import { count, list, sentence, short } from '#lib/core/flows/findings/words.ts';
import type { FlowRecord } from '#lib/core/flows/records.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';

/** Times that cannot be: 1970, a day or more after the record was seen. The flow counts such a record from when it was seen. */
export const absurdTime: Finder = ({ order, told }) => {
  const absurd = order.flatMap((record) => {
    const time = told(record).absurd;
    return time === null ? [] : [{ record, time }];
  });
  return [...Map.groupBy(absurd, ({ record }) => makerOf(record))].map(([maker, found]) => ({
    kind: 'absurd-time',
    message: sentence(`${count(found.length, 'record')} of ${short(maker)} ${found.length === 1 ? 'is' : 'are'} dated ${list([...new Set(found.map(({ time }) => dated(time)))])}, which cannot be: ${found.length === 1 ? 'it counts' : 'they count'} from when ${found.length === 1 ? 'it was' : 'they were'} seen`),
    records: found.map(({ record }) => record),
  }));
};

const makerOf = (record: FlowRecord): string => ('event' in record ? record.event.at.topic : record.span.span.service);
const dated = (time: Micros): string => rfc3339(time).slice(0, 10);
