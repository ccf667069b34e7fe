import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Employee } from '../../../contract/team.ts';
import type { Membership } from '../business/desk.ts';
import { usualBusiness } from '../business/remembered.ts';
import { Failed, Loading } from '../look/notice.tsx';
import { Select } from '../settings/kit/choice.tsx';
import { Panel } from '../settings/kit/page.tsx';
import { useSigned } from '../shell/signed.tsx';
import { ProfileForm } from './profile-form.tsx';
import { useAccountWords } from './words.ts';

/** How one appears: in each business differently. */
export function ProfilePanel() {
  const own = useAccountWords();
  const { me, subject } = useSigned();
  const open = me.memberships.filter(({ suspended }) => !suspended);
  const [chosen, setChosen] = useState(() => (usualBusiness(localStorage, subject, open) ?? open[0])?.business.id);
  const membership = open.find(({ business }) => business.id === chosen) ?? open[0];
  return (
    <Panel title={own.profile.title} hint={membership ? own.profile.hint : own.profile.none}>
      {open.length > 1 && membership ? (
        <Select
          label={own.profile.business}
          value={membership.business.id}
          options={open.map(({ business }) => ({ value: business.id, label: business.name }))}
          onChange={({ currentTarget }) =>
            setChosen(open.find(({ business }) => business.id === currentTarget.value)?.business.id)
          }
        />
      ) : null}
      {membership === undefined ? null : membership.impersonatedUntil === undefined ? (
        <Profile key={membership.business.id} membership={membership} />
      ) : (
        <p className="text-soft">{own.profile.readOnly}</p>
      )}
    </Panel>
  );
}

function Profile({ membership }: { membership: Membership }) {
  const own = useAccountWords();
  const { callFor } = useSigned();
  const queries = useQueryClient();
  const key = ['profile', membership.business.id];
  const { data, isPending, refetch } = useQuery<Employee>({
    queryKey: key,
    queryFn: () => callFor(membership.business.id)('GET /v1/profile', {}),
    staleTime: 0,
    // What is being typed must not change under the hands.
    refetchOnWindowFocus: false,
  });
  if (data) return <ProfileForm membership={membership} profile={data} took={(next) => queries.setQueryData(key, next)} />;
  return isPending ? (
    <Loading>
      <span className="h-20 rounded-xl bg-hover" />
      <span className="mt-2 h-12 rounded-xl bg-hover" />
    </Loading>
  ) : (
    <Failed title={own.failed} retry={() => void refetch()} />
  );
}
