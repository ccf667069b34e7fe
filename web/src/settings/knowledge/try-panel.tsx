import { useState } from 'react';
import { useDesk } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { Field } from '../../look/field.tsx';
import { cleanName } from '../../thread/clean.ts';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/page.tsx';
import { useKnowledgeWords } from './words.ts';

interface Found {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** What the assistant would find for a question. */
export function TryPanel() {
  const words = useKnowledgeWords();
  const { call } = useDesk();
  const [question, setQuestion] = useState('');
  const [found, setFound] = useState<readonly Found[]>();
  const asked = question.trim();
  return (
    <Panel title={words.tryTitle} hint={words.tryHint}>
      <Form
        label={words.ask}
        disabled={asked === ''}
        submit={async () => setFound((await call('GET /v1/knowledge-search', { query: { q: asked } })).items)}
      >
        {() => (
          <Field
            type="search"
            label={words.question}
            dir="auto"
            maxLength={300}
            value={question}
            onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
          />
        )}
      </Form>
      <div role="status" className="flex flex-col gap-3 empty:hidden">
        {found?.length === 0 ? <p className="text-soft">{words.nothingFound}</p> : null}
        {found?.map(({ id, title, text }, place) => (
          <figure key={`${id} ${text}`} className="flex flex-col gap-1 rounded-xl border border-line p-3">
            <figcaption className="text-sm text-soft">
              {place + 1}. {words.from(isolate(cleanName(title)))}
            </figcaption>
            <p dir="auto" className="text-sm wrap-anywhere whitespace-pre-wrap">
              {text}
            </p>
          </figure>
        ))}
      </div>
    </Panel>
  );
}
