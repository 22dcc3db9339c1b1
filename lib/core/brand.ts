/** A nominal type: a bare `string` or `number` does not pass for a `Brand<…>`. The one place where such a cast is made. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** Marks a value as checked. Call it only where the value has just been validated or computed. */
export function brand<B extends Brand<unknown, string>>(value: B extends Brand<infer T, string> ? T : never): B {
  return value as unknown as B;
}
