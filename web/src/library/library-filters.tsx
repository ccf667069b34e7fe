import { UserRound, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useFormats } from '../business/context.tsx';
import { useLocale, useWords } from '../i18n/language.ts';
import { KindIcon } from '../inbox/kind-icon.tsx';
import { Button } from '../look/button.tsx';
import { sizeIn } from '../media/size-in.ts';
import { Day } from '../settings/kit/day.tsx';
import { ChooseCustomer } from './choose-customer.tsx';
import { type Filters, isBackwards, kinds } from './filters.ts';
import type { Usage } from './use-library.ts';
import { useLibraryWords } from './words.ts';

interface LibraryFiltersProps {
  readonly value: Filters;
  readonly usage: readonly Usage[] | undefined;
  /** Of the customer whose files are shown, as far as it is known. */
  readonly customerName: string | undefined;
  readonly change: (filters: Filters, customerName?: string) => void;
}

/** Which files are shown: by kind, with how many there are and what they take up; by customer; by day. */
export function LibraryFilters({ value, usage, customerName, change }: LibraryFiltersProps) {
  const words = useLibraryWords();
  const wrong = isBackwards(value);
  const { kind, customer, from, to } = value;
  return (
    <section aria-label={words.filters} className="flex flex-col gap-4">
      <Kinds chosen={kind} usage={usage} choose={(next) => change({ ...value, kind: next })} />
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Customer
          chosen={customer !== undefined}
          name={customerName}
          choose={(id, name) => change({ ...value, customer: id }, name)}
        />
        <Day label={words.from} value={from} max={to} change={(day) => change({ ...value, from: day })} />
        <Day
          label={words.to}
          value={to}
          min={from}
          error={wrong ? words.rangeWrong : undefined}
          change={(day) => change({ ...value, to: day })}
        />
      </div>
      {kind || customer || from || to ? (
        <Button className="self-start text-sm" onClick={() => change({})}>
          <X size={16} aria-hidden="true" />
          {words.clear}
        </Button>
      ) : null}
    </section>
  );
}

interface KindsProps {
  readonly chosen: Filters['kind'];
  readonly usage: readonly Usage[] | undefined;
  readonly choose: (kind: Filters['kind']) => void;
}

function Kinds({ chosen, usage, choose }: KindsProps) {
  const words = useLibraryWords();
  const names = useWords().kinds;
  const locale = useLocale();
  const formats = useFormats();
  const sumOf = (some: readonly Usage[]) => ({
    files: some.reduce((sum, one) => sum + one.files, 0),
    bytes: some.reduce((sum, one) => sum + one.bytes, 0),
  });
  const ofKind = (kind: Filters['kind']): Usage[] => (usage ?? []).filter((one) => kind === undefined || one.kind === kind);
  const shown = [undefined, ...kinds.filter((kind) => kind === chosen || sumOf(ofKind(kind)).files > 0)];
  return (
    <ul aria-label={words.kinds} className="flex gap-2 overflow-x-auto pb-1 md:flex-wrap md:overflow-visible">
      {shown.map((kind) => {
        const { files, bytes } = sumOf(ofKind(kind));
        const here = kind === chosen;
        return (
          <li key={kind ?? 'all'} className="shrink-0">
            <button
              type="button"
              aria-pressed={here}
              onClick={() => choose(kind)}
              className={`flex min-h-14 items-center gap-2.5 rounded-xl border px-3 py-1.5 text-start -outline-offset-2 ${here ? 'border-accent bg-selected' : 'border-line bg-surface hover:bg-hover'}`}
            >
              {kind ? <KindIcon kind={kind} size={20} /> : null}
              <span className="flex flex-col">
                <span className="text-sm font-medium">{kind ? names[kind] : words.all}</span>
                <span className="text-xs text-soft">{usage ? `${formats.number(files)} · ${sizeIn(bytes, locale)}` : '…'}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface CustomerProps {
  readonly chosen: boolean;
  readonly name: string | undefined;
  readonly choose: Parameters<typeof ChooseCustomer>[0]['choose'];
}

function Customer({ chosen, name, choose }: CustomerProps) {
  const words = useLibraryWords();
  const id = useId();
  const [choosing, setChoosing] = useState(false);
  return (
    <div className="col-span-2 flex min-w-0 flex-col gap-1">
      <span id={id} className="text-sm font-medium">
        {words.customer}
      </span>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-labelledby={`${id} ${id}-name`}
        onClick={() => setChoosing(true)}
        className="flex min-h-12 w-full min-w-0 items-center gap-2 rounded-xl border border-edge bg-raised px-3 text-start hover:bg-hover"
      >
        <UserRound size={18} aria-hidden="true" className="shrink-0 text-soft" />
        <bdi id={`${id}-name`} className="truncate">
          {chosen ? (name ?? words.thisCustomer) : words.anyCustomer}
        </bdi>
      </button>
      {choosing ? (
        <ChooseCustomer
          choose={(customer, called) => {
            setChoosing(false);
            choose(customer, called);
          }}
          close={() => setChoosing(false)}
        />
      ) : null}
    </div>
  );
}
