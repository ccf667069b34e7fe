import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Business } from '../../../../contract/businesses.ts';
import type { Me } from '../../../../contract/session.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { meKey, useSigned } from '../../shell/signed.tsx';
import { Form } from '../kit/form.tsx';
import type { FieldErrors } from '../kit/problem-words.ts';
import { useManagement } from '../kit/words.ts';
import { useChanged } from '../read.ts';
import { differences, onTopOf } from './changed.ts';
import { ChangedPanel } from './changed-panel.tsx';
import { forFields, inOrder } from './hours.ts';
import { changedFields, type Profile, type ProfileField, profileFields, profileOf, wrongFields } from './profile.ts';
import { ProfileFields, saidOf } from './profile-fields.tsx';
import { useBusinessWords } from './words.ts';

interface Draft {
  /** What this person began from: its version goes into `If-Match`. */
  readonly base: Profile;
  readonly version: number;
  readonly mine: Profile;
}

const draftOf = (business: Business): Draft => {
  const profile = profileOf(business);
  const base = { ...profile, hours: inOrder(forFields(profile.hours)) };
  return { base, version: business.version, mine: base };
};

const withBusiness = (me: Me, { id, slug, name, timezone, languages }: Business): Me => ({
  ...me,
  memberships: me.memberships.map((one) =>
    one.business.id === id ? { ...one, business: { ...one.business, slug, name, timezone, languages } } : one,
  ),
});

/** The profile as fields. What a colleague saved in the meantime is put beside what was typed, never over it. */
export function ProfileForm({ business }: { business: Business }) {
  const words = useBusinessWords();
  const common = useManagement();
  const { call } = useDesk();
  const { lookAgain } = useSigned();
  const queries = useQueryClient();
  const { put } = useChanged();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState(() => draftOf(business));
  const [theirs, setTheirs] = useState<Business>();
  const [takeTheirs, setTakeTheirs] = useState<ReadonlySet<ProfileField>>(new Set());
  const [done, setDone] = useState(false);

  // Nothing typed yet: a newer version, asked for in the background, is simply shown.
  const untouched = Object.keys(changedFields(draft.base, draft.mine)).length === 0;
  if (untouched && theirs === undefined && business.version > draft.version) setDraft(draftOf(business));

  const newer = theirs ? draftOf(theirs) : undefined;
  const found = newer ? differences(draft.base, newer.base, draft.mine) : [];
  const resolved = newer ? onTopOf(draft.base, newer.base, draft.mine, takeTheirs) : draft.mine;

  const check = (): FieldErrors => saidOf(wrongFields(resolved), words);
  const submit = async (): Promise<void> => {
    const sent = { ...resolved, name: resolved.name.trim(), hours: inOrder(resolved.hours) };
    const from = newer ?? draft;
    const body = changedFields(from.base, sent);
    const saved =
      Object.keys(body).length === 0 && theirs ? theirs : await call('PATCH /v1/business', { body, ifMatch: from.version });
    put(['business'], saved);
    setTheirs(undefined);
    setTakeTheirs(new Set());
    setDraft(draftOf(saved));
    setDone(true);
    if (saved.slug !== business.slug) {
      // The address of every page of the business begins with its slug: both change in one step, or the page would be lost.
      queries.setQueryData<Me>(meKey, (me) => me && withBusiness(me, saved));
      navigate(`/b/${saved.slug}/settings/business`, { replace: true });
    }
    void lookAgain().catch(() => undefined);
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed') return false;
    void call('GET /v1/business', {}).then(setTheirs, () => undefined);
    return true;
  };

  return (
    <Form
      sticky
      label={common.save}
      check={check}
      said={{ ...saidOf(profileFields, words), slug: words.slugTaken }}
      submit={submit}
      handled={handled}
      done={done && untouched ? common.saved : undefined}
      disabled={untouched && theirs === undefined}
    >
      {(errors) => (
        <>
          {found.length > 0 ? <ChangedPanel found={found} takeTheirs={takeTheirs} choose={setTakeTheirs} /> : null}
          <ProfileFields
            value={resolved}
            errors={errors}
            change={(change) => {
              setDone(false);
              const mine = { ...draft.mine, ...change };
              if ('brand' in change && change.brand === undefined) delete mine.brand;
              setDraft({ ...draft, mine });
            }}
          />
        </>
      )}
    </Form>
  );
}
