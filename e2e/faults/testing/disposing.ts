/** Runs a scenario and takes down what it has set up, the last first, however it ends. A function, since the checker of imports does not know `await using` yet. */
export async function disposing<T>(work: (made: AsyncDisposableStack) => Promise<T>): Promise<T> {
  const made = new AsyncDisposableStack();
  try {
    return await work(made);
  } finally {
    await made.disposeAsync();
  }
}
