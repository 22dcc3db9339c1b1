declare module 'vitest' {
  interface ProvidedContext {
    /** The server's URL without a database: `postgresql://user:password@127.0.0.1:5432`. */
    postgresUrl: string;
  }
}

/** The migrated database that every test's own is cloned from. */
export const TEMPLATE_DATABASE = 'throughline_template';
