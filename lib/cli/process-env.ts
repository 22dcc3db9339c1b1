/** Next declares NODE_ENV as always set, which no environment of a child needs to hold. */
export const asProcessEnv = (env: Readonly<Record<string, string>>): NodeJS.ProcessEnv => env as NodeJS.ProcessEnv;
