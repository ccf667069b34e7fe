interface Piece {
  readonly text: string;
  readonly mention: boolean;
}

/** Cuts a text where one of the names stands after an @; put together the pieces are the text again. */
export function mentionsIn(text: string, names: readonly string[]): Piece[] {
  const longestFirst = names.filter((name) => name !== '').toSorted((a, b) => b.length - a.length);
  const pieces: Piece[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const name = text[at] === '@' ? longestFirst.find((one) => text.startsWith(one, at + 1)) : undefined;
    if (name === undefined) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== '') pieces.push({ text: plain, mention: false });
    plain = '';
    pieces.push({ text: `@${name}`, mention: true });
    at += name.length + 1;
  }
  return plain === '' ? pieces : [...pieces, { text: plain, mention: false }];
}

/** Whose name stands after an @ in a text. */
export const mentionedIn = <Id extends string>(
  text: string,
  people: readonly { readonly id: Id; readonly name: string }[],
): Id[] => {
  const said = new Set(
    mentionsIn(
      text,
      people.map(({ name }) => name),
    ).flatMap(({ text: piece, mention }) => (mention ? [piece.slice(1)] : [])),
  );
  return people.filter(({ name }) => said.has(name)).map(({ id }) => id);
};
