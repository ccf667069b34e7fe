import { useQuery } from '@tanstack/react-query';
import { Merge, Pencil, Trash2, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import type { Customer } from '../../../contract/customers.ts';
import { useDesk, useFormats } from '../business/context.tsx';
import { customerKey } from '../business/queries.ts';
import { useLabels, useRow } from '../business/shared.ts';
import { useNow } from '../business/use-now.ts';
import { useLocale, useWords } from '../i18n/language.ts';
import { nameOf } from '../inbox/inbox-row.tsx';
import { Avatar } from '../look/avatar.tsx';
import { Button, IconButton } from '../look/button.tsx';

import { LabelChip } from '../look/label-chip.tsx';
import { Failed, Loading } from '../look/notice.tsx';
import { cleanName, cleanText } from '../thread/clean.ts';
import { ConversationCost } from './conversation-cost.tsx';
import { CustomerFiles } from './customer-files.tsx';
import { CustomerForm } from './customer-form.tsx';
import { DownloadButton } from './download-button.tsx';
import { EraseDialog } from './erase-dialog.tsx';
import { nameIn, useCustomerFields, valueInWords } from './fields.ts';
import { MergeDialog } from './merge-dialog.tsx';
import { MergedList } from './merged-list.tsx';
import { useCustomerWords } from './words.ts';

/** Who one is talking to. `id`: the conversation. */
export function CustomerPanel({ id, home, close }: { id: string; home: string; close: () => void }) {
  const words = useCustomerWords();
  const row = useRow(id);
  const [, navigate] = useLocation();
  // Above the row, which goes while the dialog still tells how far it is.
  const [erasing, setErasing] = useState<Erasing>();
  const stop = (erased: boolean): void => {
    setErasing(undefined);
    if (erased) navigate(home);
  };
  return (
    <>
      {erasing ? <EraseDialog {...erasing} close={stop} /> : null}
      <header className="flex h-16 shrink-0 items-center gap-2 border-b border-line ps-4 pe-2">
        <h2 className="grow font-semibold">{words.title}</h2>
        <IconButton label={words.close} onClick={close}>
          <X size={20} aria-hidden="true" />
        </IconButton>
      </header>
      <div className="min-h-0 grow overflow-y-auto">{row ? <Known row={row} home={home} erase={setErasing} /> : <Loading />}</div>
    </>
  );
}

interface Erasing {
  readonly customer: Customer;
  readonly name: string;
}

interface KnownProps {
  readonly row: ConversationSummary;
  readonly home: string;
  readonly erase: (what: Erasing) => void;
}

function Known({ row, home, erase }: KnownProps) {
  const words = useCustomerWords();
  const all = useWords();
  const desk = useDesk();
  const formats = useFormats();
  const locale = useLocale();
  const labels = useLabels();
  const [editing, setEditing] = useState(false);
  const customerId = row.customer.id;
  const query = useQuery({
    queryKey: customerKey(desk.business, customerId),
    queryFn: ({ signal }) => desk.call('GET /v1/customers/{id}', { params: { id: customerId } }, { signal }),
    staleTime: 60_000,
    refetchOnMount: true,
  });
  const name = nameOf(row, all);
  const known = (row.labels ?? []).flatMap((one) => labels.get(one) ?? []);
  const customer = query.data;
  const fields = useCustomerFields();
  const [merging, setMerging] = useState(false);
  // What undoing says stays to be read when there is nothing left to undo.
  const [wasMerged, setWasMerged] = useState(false);
  if (customer && customer.merged.length > 0 && !wasMerged) setWasMerged(true);
  // As the server takes it: the name that is shown, or the number.
  const shown = cleanName(customer?.name ?? customer?.profileName ?? '') || (customer?.phone ?? customer?.username ?? name);
  const acts = [
    desk.may('customers.edit') ? (
      <Button key="merge" onClick={() => setMerging(true)}>
        <Merge size={18} aria-hidden="true" />
        {words.merge.open}
      </Button>
    ) : undefined,
    desk.may('customers.export') ? <DownloadButton key="download" id={customerId} /> : undefined,
    customer && desk.may('customers.erase') ? (
      <Button key="erase" className="text-danger!" onClick={() => erase({ customer, name: shown })}>
        <Trash2 size={18} aria-hidden="true" />
        {words.erase.open}
      </Button>
    ) : undefined,
  ].filter((one) => one !== undefined);
  const others = customer?.conversations.filter((one) => one.id !== row.id) ?? [];
  return (
    <div className="flex flex-col gap-5 p-4 pb-10">
      <div className="flex flex-col items-center gap-2 pt-2 text-center">
        <Avatar id={row.id} name={name} />
        <p className="max-w-full text-lg font-semibold wrap-anywhere">
          <bdi>{cleanName(customer?.name ?? '') || name}</bdi>
        </p>
        {row.customer.phone ? (
          <bdi dir="ltr" className="text-soft">
            {row.customer.phone}
          </bdi>
        ) : null}
      </div>
      {known.length > 0 ? (
        <Part title={words.labels}>
          <ul className="flex flex-wrap gap-1">
            {known.map((label) => (
              <li key={label.id}>
                <LabelChip label={label} />
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {customer ? (
        <>
          <Part
            title={words.about}
            action={
              !editing && desk.may('customers.edit') ? (
                <IconButton label={words.edit} onClick={() => setEditing(true)}>
                  <Pencil size={18} aria-hidden="true" />
                </IconButton>
              ) : undefined
            }
          >
            {editing ? (
              <CustomerForm customer={customer} done={() => setEditing(false)} />
            ) : (
              <dl className="flex flex-col gap-2.5 text-sm">
                <Fact name={words.profileName} value={customer.profileName && cleanName(customer.profileName)} />
                <Fact name={words.username} value={customer.username && `@${cleanName(customer.username)}`} />
                <Fact name={words.email} value={customer.email} ltr />
                <Fact
                  name={words.language}
                  value={
                    customer.language &&
                    new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' }).of(customer.language)
                  }
                />
                <Fact
                  name={words.country}
                  value={
                    customer.country && new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' }).of(customer.country)
                  }
                />
                <Fact name={words.firstSeen} value={customer.firstSeenAt && formats.full(customer.firstSeenAt)} />
                <Fact name={words.tags} value={customer.tags?.join(', ')} />
                <Fact name={words.notes} value={customer.notes && cleanText(customer.notes)} />
                {fields.map((field) => (
                  <Fact
                    key={field.id}
                    name={nameIn(field.name, locale)}
                    value={cleanText(valueInWords(field, customer.fields?.[field.id] ?? '', locale))}
                  />
                ))}
                {Object.entries(customer.fields ?? {})
                  .filter(([id]) => !fields.some((field) => field.id === id))
                  .map(([id, value]) => (
                    <Fact key={id} name={`${cleanName(id)} (${words.removedField})`} value={cleanText(value)} />
                  ))}
              </dl>
            )}
          </Part>
          <Part title={words.files}>
            <CustomerFiles customerId={customerId} home={home} />
          </Part>
          <Part title={words.otherConversations}>
            {others.length === 0 ? <p className="text-sm text-soft">{words.noOther}</p> : <Others rows={others} home={home} />}
          </Part>
          {customer.merged.length > 0 || wasMerged ? (
            <Part title={words.merged.title}>
              <MergedList customer={customer} merged={customer.merged} />
            </Part>
          ) : null}
          <ConversationCost id={row.id} />
          {acts.length > 0 ? (
            <Part title={words.more}>
              <div className="flex flex-col items-start gap-2">{acts}</div>
            </Part>
          ) : null}
          {merging ? <MergeDialog customer={customer} name={shown} close={() => setMerging(false)} /> : null}
        </>
      ) : query.isError ? (
        <Failed title={words.failed} retry={() => void query.refetch()} />
      ) : (
        <Loading>
          <div className="h-40 rounded-2xl bg-hover" />
        </Loading>
      )}
    </div>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2 border-t border-line pt-4">
      <div className="flex min-h-8 items-center justify-between">
        <h3 className="text-sm font-semibold text-soft">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

function Fact({ name, value, ltr = false }: { name: string; value: string | null | undefined; ltr?: boolean }) {
  if (!value) return null;
  return (
    <div>
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="wrap-anywhere whitespace-pre-wrap">
        <bdi dir={ltr ? 'ltr' : undefined}>{value}</bdi>
      </dd>
    </div>
  );
}

function Others({ rows, home }: { rows: readonly ConversationSummary[]; home: string }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  return (
    <ul className="-mx-2 flex flex-col">
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            href={`${home}/c/${row.id}`}
            className="flex min-h-12 flex-col justify-center rounded-xl px-2 py-1.5 hover:bg-hover"
          >
            <span className="flex items-baseline justify-between gap-2 text-sm">
              <span dir="auto" className="min-w-0 truncate">
                {cleanText(row.lastMessage?.preview ?? '') || words.inbox.nothing}
              </span>
              <time dateTime={row.changedAt} className="shrink-0 text-xs text-soft">
                {formats.listed(row.lastMessage?.at ?? row.changedAt, now)}
              </time>
            </span>
            <span className="text-xs text-soft">
              {row.status === 'open' ? words.desk.mode[row.mode] : words.desk.view[row.status]}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
