import { useState } from 'react';
import { useLocation } from 'wouter';
import type { CannedResponse } from '../../../../contract/canned-responses.ts';
import { useDesk } from '../../business/context.tsx';
import { Button } from '../../look/button.tsx';
import { Empty } from '../../look/notice.tsx';
import { useBase, useMay } from '../here.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { ReadOnlyNote } from '../read-only.tsx';
import { CannedForm } from './canned-form.tsx';
import { useCanned, useCannedChanged } from './read.ts';
import { useCannedWords } from './words.ts';

/** One canned response, or `new` for one that is not there yet. */
export function CannedOnePage({ id }: { id: string }) {
  const words = useCannedWords();
  const base = useBase();
  const may = useMay('templates.manage');
  const query = useCanned();
  const found = query.data?.find((one) => one.id === id);
  const isNew = id === 'new';
  const title = isNew ? words.newTitle : (found?.title ?? words.title);
  return (
    <Page title={title} up={{ href: `${base}/canned`, label: words.title, always: true }}>
      <ReadOnlyNote needs="templates.manage" />
      <View query={query} skeleton={<Skeleton rows={3} height="h-32" />}>
        {(items) => {
          const categories = [...new Set(items.map(({ category }) => category))].filter((one) => one !== '');
          if (!isNew && !found) return <Empty title={words.unknown} />;
          return (
            <>
              <CannedForm key={found?.id ?? 'new'} response={found} categories={categories} readOnly={!may} />
              {found && may ? <Removal response={found} /> : null}
            </>
          );
        }}
      </View>
    </Page>
  );
}

function Removal({ response }: { response: CannedResponse }) {
  const words = useCannedWords();
  const { call } = useDesk();
  const reload = useCannedChanged();
  const base = useBase();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  return (
    <Panel title={words.remove} hint={words.removeHint}>
      <div>
        <Button className="text-danger!" onClick={() => setAsking(true)}>
          {words.remove}
        </Button>
      </div>
      {asking ? (
        <Dialog title={words.remove} close={() => setAsking(false)}>
          <p className="text-pretty">{words.removeHint}</p>
          <Form
            danger
            label={words.remove}
            submit={async () => {
              await call('DELETE /v1/canned-responses/{id}', { params: { id: response.id } });
              navigate(`${base}/canned`);
              await reload();
            }}
          >
            {() => null}
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}
