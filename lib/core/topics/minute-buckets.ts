/** How a range of time is cut into bars of whole minutes, since messages are counted by the minute. */
import { MINUTE_MICROS } from '#lib/core/time.ts';

const MOST_BUCKETS = 120;
const DAY = 24 * 60;
/** In minutes, as people read them off an axis. */
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 365 * DAY];

export interface MinuteBuckets {
  /** The minute, since the epoch, at which the first begins; a multiple of `width`. */
  readonly first: number;
  /** In minutes. */
  readonly width: number;
  readonly count: number;
}

/** The finest cut of [from, to), in microseconds, into at most `most` buckets. */
export function cutIntoMinutes(from: number, to: number, most = MOST_BUCKETS): MinuteBuckets {
  const [begin, last] = [Math.floor(from / MINUTE_MICROS), Math.floor(Math.max(from, to - 1) / MINUTE_MICROS)];
  const cut = (width: number): MinuteBuckets => {
    const first = Math.floor(begin / width) * width;
    return { first, width, count: Math.floor((last - first) / width) + 1 };
  };
  const fitting = WIDTHS.map(cut).find(({ count }) => count <= most);
  return fitting ?? cut(Math.ceil((last - begin + 1) / (365 * DAY) / (most - 1)) * 365 * DAY);
}
