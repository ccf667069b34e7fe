import { X } from 'lucide-react';
import type { AuditAction } from '../../../../contract/audit.ts';
import { Button } from '../../look/button.tsx';
import { useMay } from '../here.ts';
import { Select } from '../kit/choice.tsx';
import { Day } from '../kit/day.tsx';
import { useManagement } from '../kit/words.ts';
import { useEmployees } from '../read.ts';
import { type Filters, isBackwards } from './filters.ts';
import { useAuditWords } from './words.ts';

interface AuditFiltersProps {
  readonly value: Filters;
  /** Of the thing that is filtered by, when one of its entries is on the page. */
  readonly thingName: string | undefined;
  readonly change: (filters: Filters) => void;
}

export function AuditFilters({ value, thingName, change }: AuditFiltersProps) {
  const words = useAuditWords();
  const common = useManagement();
  const isAction = (text: string): text is AuditAction => text in common.actions;
  const wrong = isBackwards(value);
  const { by, thing, action, from, to } = value;
  return (
    <section aria-label={words.filters} className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Who value={by} change={(next) => change({ ...value, by: next })} />
        <Select
          label={words.action}
          value={action ?? ''}
          options={[
            { value: '', label: words.anyAction },
            ...Object.entries(common.actions).map(([key, label]) => ({ value: key, label })),
          ]}
          onChange={({ currentTarget: { value: chosen } }) => {
            const { action: _, ...rest } = value;
            change(isAction(chosen) ? { ...rest, action: chosen } : rest);
          }}
        />
        <Day label={words.from} value={from} max={to} change={(next) => change({ ...value, from: next })} />
        <Day
          label={words.to}
          value={to}
          min={from}
          error={wrong ? words.rangeWrong : undefined}
          change={(next) => change({ ...value, to: next })}
        />
      </div>
      {by || thing || action || from || to ? (
        <div className="flex flex-wrap items-center gap-3">
          {thing ? (
            <span className="inline-flex min-h-8 items-center rounded-full bg-selected px-3 text-sm">
              {words.thing} <bdi className="ms-1 font-medium">{thingName ?? thing}</bdi>
            </span>
          ) : null}
          <Button className="text-sm" onClick={() => change({})}>
            <X size={16} aria-hidden="true" />
            {words.clear}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** Names are for those who may see the team; the others filter by clicking on somebody's entry. */
function Who(props: { value: string | undefined; change: (by: string) => void }) {
  return useMay('employees.view') ? <WhoOfTeam {...props} /> : null;
}

function WhoOfTeam({ value, change }: { value: string | undefined; change: (by: string) => void }) {
  const words = useAuditWords();
  const people = useEmployees(undefined).data?.pages.flatMap(({ items }) => items) ?? [];
  const known = people.map(({ id, name }) => ({ value: String(id), label: name }));
  const options = [
    { value: '', label: words.anyone },
    ...known,
    ...(value && !known.some((one) => one.value === value) ? [{ value, label: words.someone }] : []),
  ];
  return (
    <Select
      label={words.who}
      value={value ?? ''}
      options={options}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
