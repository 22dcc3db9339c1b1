/** What people need of an error: one of pg carries its whole connection. */
export const plainError = (error: unknown): unknown =>
  error instanceof Error ? { type: error.name, message: error.message, code: (error as { code?: unknown }).code, stack: error.stack } : error;
