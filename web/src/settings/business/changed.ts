import { type Profile, type ProfileField, profileFields, same } from './profile.ts';

/** A field that a colleague changed since this person began: what it was, what it is, what this person wrote. */
export interface Difference {
  readonly field: ProfileField;
  readonly before: Profile[ProfileField];
  readonly theirs: Profile[ProfileField];
  readonly mine: Profile[ProfileField];
  /** Both changed it, and to different things: only the person can say which one is right. */
  readonly conflict: boolean;
}

export function differences(base: Profile, theirs: Profile, mine: Profile): Difference[] {
  return profileFields
    .filter((field) => !same(base[field], theirs[field]))
    .map((field) => ({
      field,
      before: base[field],
      theirs: theirs[field],
      mine: mine[field],
      conflict: !same(mine[field], base[field]) && !same(mine[field], theirs[field]),
    }));
}

const take = <Field extends ProfileField>(into: Profile, from: Profile, field: Field): Profile => {
  const { [field]: value } = from;
  const taken = { ...into };
  if (value === undefined) delete taken[field];
  else taken[field] = value;
  return taken;
};

/** The draft on top of the colleague's version: what only they changed comes in, what both changed stays ours until chosen. */
export function onTopOf(base: Profile, theirs: Profile, mine: Profile, takeTheirs: ReadonlySet<ProfileField>): Profile {
  return differences(base, theirs, mine)
    .filter(({ field, conflict }) => !conflict || takeTheirs.has(field))
    .reduce((draft, { field }) => take(draft, theirs, field), mine);
}
