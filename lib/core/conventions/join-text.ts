/**
 * The texts that two records must share to belong together. Kind and scope are part of the text,
 * so that a trace id never meets a correlation id, nor `42` of one topic `42` of another.
 */
export const joinText = {
  correlation: (value: string): string => `c:${value}`,
  trace: (traceId: string): string => `t:${traceId}`,
  /** A message id that is unique by itself: from a header, or it looks unique. */
  message: (id: string): string => `m:${id}`,
  /** A message id that is unique only within its scope: CloudEvents' `source`, or `<source>/<topic>`. */
  scopedMessage: (scope: string, id: string): string => `m:${scope} ${id}`,
  business: (name: string, value: string): string => `b:${name}=${value}`,
};
