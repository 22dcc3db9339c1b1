/** A kind of text that is masked wherever it stands. */
export interface Pattern {
  /** What its masks are called: `email` in `masked:email:…`. */
  readonly name: string;
  /** Whether it finds something in every text that has a part in which it finds something: then one look at a whole document can spare a look at each part. */
  readonly findsInWhole: boolean;
  /** Must take time linear in the text, whatever the text. `bytes`: one character for each byte of something binary, where no letter or digit can be trusted to be a neighbour. */
  find(text: string, bytes: boolean): readonly Match[];
}

export interface Match {
  /** In UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** What is hashed: the same for two spellings of one thing. */
  readonly value: string;
}
