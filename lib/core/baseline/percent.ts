/** A share of cases in words: never 100 % where one was missing. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return whole === 100 && share < 1 ? 'over 99%' : `${whole}%`;
}
