/** Whether a double is the number that was written in JSON: 1.50 and 1.5 are one, 9007199254740993 and 1e400 have no double of their own. */
export function holdsNumber(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  if (/^-?\d{1,15}$/.test(source)) return true;
  return digits(source) === digits(String(value));
}

/** A decimal number without what does not change it: `12.50e3` and `12500` have the same. */
function digits(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  // Counted from the end: an expression would begin anew at every zero of a long row.
  let end = all.length;
  while (end > 0 && all[end - 1] === '0') end--;
  const significant = all.slice(0, end);
  return significant === '' ? `${sign}0` : `${sign}${significant}e${Number(exponent) - fraction.length + (all.length - significant.length)}`;
}
