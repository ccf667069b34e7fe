import { useState } from 'react';
import type { Business } from '../../../../contract/businesses.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { useNow } from '../../business/use-now.ts';
import { Button } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/page.tsx';
import { useChanged } from '../read.ts';
import { useExports } from './export-panel.tsx';
import { useBusinessWords } from './words.ts';

const dayMs = 86_400_000;

export function DeletionPanel({ business }: { business: Business }) {
  const words = useBusinessWords();
  const formats = useFormats();
  const { call } = useDesk();
  const { put } = useChanged();
  const now = useNow(60_000);
  const exports = useExports();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const recent = exports.data?.pages
    .flatMap(({ items }) => items)
    .some(({ state, finishedAt }) => state === 'done' && finishedAt !== undefined && now - Date.parse(finishedAt) < dayMs);

  if (business.status === 'deleting') {
    return (
      <Panel title={words.deletionTitle}>
        {business.deletedAfter ? (
          <p className="rounded-xl bg-danger-ground px-4 py-3 text-danger">
            {words.deletionOn(formats.full(business.deletedAfter))}
          </p>
        ) : null}
        <Form label={words.deletionCancel} submit={async () => put(['business'], await call('DELETE /v1/business/deletion', {}))}>
          {() => null}
        </Form>
      </Panel>
    );
  }
  return (
    <Panel title={words.deletionTitle} hint={words.deletionHint}>
      {recent ? null : <p className="text-sm text-warn">{words.deletionNeedsExport}</p>}
      <div>
        <Button disabled={!recent} className="text-danger" onClick={() => setAsking(true)}>
          {words.deletionStart}
        </Button>
      </div>
      {asking ? (
        <Dialog title={words.deletionTitle} close={() => setAsking(false)}>
          <p className="text-pretty">{words.deletionHint}</p>
          <Form
            danger
            label={words.deletionStart}
            check={() => (typed === business.slug ? {} : { slug: words.deletionWrong })}
            submit={async () => {
              put(['business'], await call('POST /v1/business/deletion', { body: { slug: typed } }));
              setAsking(false);
            }}
          >
            {(errors) => (
              <Field
                label={words.deletionType(business.slug)}
                name="slug"
                dir="ltr"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={typed}
                error={errors.slug}
                onChange={({ currentTarget }) => setTyped(currentTarget.value.trim())}
              />
            )}
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}
