import type { Bar, Ghost, Missing, Road } from '#lib/core/timeline/picture.ts';

type Place = 'lane' | 'row' | 'index';
type Unpacked = Omit<Bar, Place> | Omit<Road, Place> | Omit<Ghost, Place> | Omit<Missing, Place>;

/** What is to be drawn in a lane, before it has a row. */
export interface Loose {
  readonly laneId: string;
  readonly mark: Unpacked;
}
