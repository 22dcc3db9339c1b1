/** What a part of the bench found. */
export interface Line {
  readonly what: string;
  readonly figure: string;
  /** Null where there is none: then the figure is for comparison. */
  readonly target: string | null;
  readonly met: boolean | null;
}

export interface PartResult {
  readonly lines: readonly Line[];
  /** Sentences below the table, or a table of its own. Markdown. */
  readonly notes: readonly string[];
  /** Versions of other systems that were measured. */
  readonly versions?: readonly string[];
  /** What is drawn beside the same of other sizes, by its name and unit: `warm, p50, ms`. */
  readonly drawn?: Readonly<Record<string, number>>;
}

export const line = (what: string, figure: string, target: string | null = null, met: boolean | null = null): Line => ({ what, figure, target, met });

/** Three digits: more would be noise. */
export const rounded = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en');
export const perSecond = (records: number, ms: number): string => `${rounded((records / ms) * 1000)}/s`;
export const millis = (value: number | null): string => (value === null ? 'never' : `${rounded(value)} ms`);
export const ratio = (value: number): string => `${value.toFixed(2)} ×`;
