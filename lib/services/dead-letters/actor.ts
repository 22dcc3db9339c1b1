/** Who does something, and from where: what decisions and the audit log keep of it. */
export interface Actor {
  /** The name of the token. */
  readonly name: string;
  readonly address: string | null;
}
