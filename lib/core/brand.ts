/** A nominal type: a bare `string` or `number` does not pass for a `Brand<…>`. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** Marks a value as checked: the one place where such a cast is made. Call it only where the value has just been validated or computed. */
export const brand = <B extends Brand<unknown, string>>(value: string | number): B => value as unknown as B;
