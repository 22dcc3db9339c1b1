/** Does the work for each item, at most `atOnce` at a time; the results are in the order of the items. The first failure is thrown when what was begun has ended. */
export async function inParallel<I, O>(items: readonly I[], atOnce: number, work: (item: I) => Promise<O>): Promise<O[]> {
  const results: O[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}
