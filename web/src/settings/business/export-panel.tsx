import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Export } from '../../../../contract/businesses.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { useLocale } from '../../i18n/language.ts';
import { Button } from '../../look/button.tsx';
import { newKey } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { Panel, Pill } from '../kit/page.tsx';
import { More, Skeleton, View } from '../kit/view.tsx';
import { firstPage, fresh, nextOf, settingsKey, useChanged } from '../read.ts';
import { byteWords } from './bytes.ts';
import { useBusinessWords } from './words.ts';

export const isUnderWay = ({ state }: Pick<Export, 'state'>): boolean => state === 'waiting' || state === 'running';
const lookEveryMs = 2000;

export function useExports() {
  const { call, business } = useDesk();
  return useInfiniteQuery({
    queryKey: settingsKey(business, 'exports'),
    queryFn: ({ pageParam, signal }) => call('GET /v1/business/exports', { query: { cursor: pageParam } }, { signal }),
    initialPageParam: firstPage(),
    getNextPageParam: nextOf,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? lookEveryMs : false),
    ...fresh,
  });
}

export function ExportPanel() {
  const words = useBusinessWords();
  const { call } = useDesk();
  const { reload } = useChanged();
  const query = useExports();
  const items = query.data?.pages.flatMap((page) => page.items);
  // Kept until the API took it: a second try after a lost answer finds the export of the first.
  const key = useRef<string>(undefined);
  const start = async (): Promise<void> => {
    key.current ??= newKey();
    await call('POST /v1/business/exports', { idempotencyKey: key.current });
    key.current = undefined;
    await reload('exports');
  };
  return (
    <Panel title={words.exportTitle} hint={words.exportHint}>
      <Form label={words.exportStart} submit={start} disabled={items?.some(isUnderWay) ?? true}>
        {() => null}
      </Form>
      <View query={{ ...query, data: items }} skeleton={<Skeleton rows={1} />}>
        {(exports) =>
          exports.length === 0 ? (
            <p className="text-soft">{words.exportNone}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {exports.map((one) => (
                <ExportRow key={one.id} one={one} />
              ))}
            </ul>
          )
        }
      </View>
      <More query={query} />
    </Panel>
  );
}

const tones = { waiting: 'calm', running: 'warn', done: 'good', failed: 'bad' } as const;

function ExportRow({ one }: { one: Export }) {
  const words = useBusinessWords();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const counts = Object.values(one.rows ?? {});
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span>{words.exportOf(formats.full(one.requestedAt))}</span>
        <span role={isUnderWay(one) ? 'status' : undefined}>
          <Pill tone={tones[one.state]}>{words.exportStates[one.state]}</Pill>
        </span>
      </div>
      {counts.length > 0 ? (
        <p className="text-sm text-soft">
          {words.exportRows(formats.number(counts.reduce((sum, count) => sum + count, 0)), formats.number(counts.length))}
        </p>
      ) : null}
      {one.state === 'failed' ? <p className="text-sm text-danger">{words.exportFailed}</p> : null}
      {one.state === 'done' ? (
        <div>
          {open ? (
            <Files id={one.id} />
          ) : (
            <Button className="text-sm" onClick={() => setOpen(true)}>
              {words.exportLinks}
            </Button>
          )}
        </div>
      ) : null}
    </li>
  );
}

/** Links live 5 minutes. */
const renewEveryMs = 4 * 60_000;

function Files({ id }: { id: string }) {
  const words = useBusinessWords();
  const locale = useLocale();
  const { call, business } = useDesk();
  const query = useQuery({
    queryKey: settingsKey(business, 'export', id),
    queryFn: ({ signal }) => call('GET /v1/business/exports/{id}', { params: { id } }, { signal }),
    ...fresh,
    gcTime: 0,
    refetchInterval: renewEveryMs,
  });
  return (
    <View query={query} skeleton={<Skeleton rows={2} height="h-11" />}>
      {({ files = [] }) => (
        <>
          <p className="text-sm text-soft">{words.exportLinksHint}</p>
          <ul className="mt-1 flex flex-col">
            {files.map(({ name, bytes, url }) => (
              <li key={name}>
                <a
                  href={url}
                  download={name}
                  rel="noreferrer"
                  aria-label={words.download(name)}
                  className="inline-flex min-h-11 items-center gap-2 text-accent hover:underline"
                >
                  <Download size={18} aria-hidden="true" />
                  <bdi>{name}</bdi>
                  <span className="text-sm text-soft">{byteWords(bytes, locale)}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </View>
  );
}
