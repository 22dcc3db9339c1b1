/** What a test takes in CI, and what `npm run test:faults` takes, which has more time. */
export const inForm = <T>({ short, long }: { readonly short: T; readonly long: T }): T => (process.env['FAULTS_RUNS'] === undefined ? short : long);
