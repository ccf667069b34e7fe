import { useState } from 'react';
import type { Business } from '../../../../contract/businesses.ts';
import { useDesk } from '../../business/context.tsx';
import { useNow } from '../../business/use-now.ts';
import { Button } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { useSigned } from '../../shell/signed.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/page.tsx';
import { useExports } from './export-panel.tsx';
import { useBusinessWords } from './words.ts';

/** As long as the files of an export are kept. */
const exportGoodMs = 7 * 86_400_000;

/** Asks for the end of the business. Once it is asked for, the page of an ending business comes in place of this one. */
export function DeletionPanel({ business: { name } }: { business: Business }) {
  const words = useBusinessWords();
  const { call } = useDesk();
  const { lookAgain } = useSigned();
  const now = useNow(60_000);
  const exports = useExports();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const recent = exports.data?.pages
    .flatMap(({ items }) => items)
    .some(({ state, finishedAt }) => state === 'done' && finishedAt !== undefined && now - Date.parse(finishedAt) < exportGoodMs);
  return (
    <Panel title={words.deletionTitle} hint={words.deletionHint}>
      {recent ? null : <p className="text-sm text-warn">{words.deletionNeedsExport}</p>}
      <div>
        <Button disabled={!recent} className="text-danger!" onClick={() => setAsking(true)}>
          {words.deletionStart}
        </Button>
      </div>
      {asking ? (
        <Dialog title={words.deletionTitle} close={() => setAsking(false)}>
          <p className="text-pretty">{words.deletionHint}</p>
          <Form
            danger
            label={words.deletionStart}
            check={() => (typed.trim() === name.trim() ? {} : { name: words.deletionWrong })}
            said={{ name: words.deletionWrong }}
            submit={async () => {
              await call('POST /v1/business/deletion', { body: { name: typed } });
              await lookAgain();
            }}
          >
            {(errors) => (
              <Field
                label={words.deletionType(name)}
                name="name"
                dir="auto"
                autoComplete="off"
                spellCheck={false}
                value={typed}
                error={errors.name}
                onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              />
            )}
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}
