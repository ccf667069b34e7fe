import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { KnowledgeSource } from '../../../../contract/knowledge.ts';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Empty } from '../../look/notice.tsx';
import { cleanName } from '../../thread/clean.ts';
import { useBase, useMay } from '../here.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { More, Skeleton, View } from '../kit/view.tsx';
import { fresh, settingsKey, useChanged } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';
import { AddPanels } from './add-panel.tsx';
import { useKnowledge } from './read.ts';
import { SourceRow } from './source-row.tsx';
import { TryPanel } from './try-panel.tsx';
import { useKnowledgeWords } from './words.ts';

/** Pages, files and texts that the assistant answers from. */
export function KnowledgePage() {
  const words = useKnowledgeWords();
  const settings = useSettingsWords();
  const base = useBase();
  const may = useMay('settings.edit');
  const query = useKnowledge();
  const [looking, setLooking] = useState<KnowledgeSource>();
  const [removing, setRemoving] = useState<KnowledgeSource>();
  return (
    <Page title={words.title} hint={words.hint} up={{ href: base, label: settings.title }}>
      <ReadOnlyNote needs="settings.edit" />
      <View query={query} skeleton={<Skeleton rows={4} />}>
        {({ pages }) => {
          const sources = pages.flatMap(({ items }) => items);
          if (sources.length === 0) return <Empty title={words.none} hint={words.noneHint} />;
          return (
            <>
              <Panel title={words.list}>
                <ul className="flex flex-col">
                  {sources.map((source) => (
                    <SourceRow
                      key={source.id}
                      source={source}
                      may={may}
                      look={() => setLooking(source)}
                      remove={() => setRemoving(source)}
                    />
                  ))}
                </ul>
                <More query={query} />
              </Panel>
              <TryPanel />
            </>
          );
        }}
      </View>
      {may ? <AddPanels /> : null}
      {looking ? <Looking source={looking} close={() => setLooking(undefined)} /> : null}
      {removing ? <Removing source={removing} close={() => setRemoving(undefined)} /> : null}
    </Page>
  );
}

interface DialogProps {
  readonly source: KnowledgeSource;
  readonly close: () => void;
}

function Looking({ source, close }: DialogProps) {
  const words = useKnowledgeWords();
  const { call, business } = useDesk();
  const query = useQuery({
    queryKey: settingsKey(business, 'knowledge', source.id),
    queryFn: ({ signal }) => call('GET /v1/knowledge/{id}', { params: { id: source.id } }, { signal }),
    ...fresh,
  });
  return (
    <Dialog title={words.looking} close={close}>
      <View query={query} skeleton={<Skeleton rows={3} height="h-24" />}>
        {({ passages }) =>
          passages.length === 0 ? (
            <p className="text-soft">{words.nothingYet}</p>
          ) : (
            <ol className="flex flex-col gap-3">
              {passages.map((text, place) => (
                <li
                  // biome-ignore lint/suspicious/noArrayIndexKey: what a passage is, is its place
                  key={place}
                  dir="auto"
                  className="rounded-xl border border-line p-3 text-sm wrap-anywhere whitespace-pre-wrap"
                >
                  {text}
                </li>
              ))}
            </ol>
          )
        }
      </View>
    </Dialog>
  );
}

function Removing({ source, close }: DialogProps) {
  const words = useKnowledgeWords();
  const { call } = useDesk();
  const changed = useChanged();
  return (
    <Dialog title={words.remove(isolate(cleanName(source.title)))} close={close}>
      <p>{words.removeHint}</p>
      <Form
        danger
        label={words.removeSubmit}
        submit={async () => {
          await call('DELETE /v1/knowledge/{id}', { params: { id: source.id } });
          close();
          await changed.reload('knowledge');
        }}
      >
        {() => null}
      </Form>
    </Dialog>
  );
}
