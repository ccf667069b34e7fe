import { useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { CannedResponse } from '../../../../contract/canned-responses.ts';
import { Refused } from '../../api/client.ts';
import { useDesk } from '../../business/context.tsx';
import { Field } from '../../look/field.tsx';
import { newKey, useBase, useMembership } from '../here.ts';
import { Form } from '../kit/form.tsx';
import { Panel } from '../kit/page.tsx';
import { useManagement } from '../kit/words.ts';
import { asFields, type CannedDraft, wrongIn } from './check.ts';
import { type Conflict, merged, withField } from './conflict.ts';
import { ConflictPanel } from './conflict-panel.tsx';
import { useCannedChanged } from './read.ts';
import { Texts } from './texts.tsx';
import { useCannedWords } from './words.ts';

interface CannedFormProps {
  readonly response: CannedResponse | undefined;
  readonly categories: readonly string[];
  readonly readOnly: boolean;
}

export function CannedForm({ response, categories, readOnly }: CannedFormProps) {
  const words = useCannedWords();
  const common = useManagement();
  const { call, business } = useDesk();
  const queries = useQueryClient();
  const { business: own } = useMembership();
  const reload = useCannedChanged();
  const base = useBase();
  const id = useId();
  const [, navigate] = useLocation();
  const [from, setFrom] = useState(response);
  const [draft, setDraft] = useState<CannedDraft>(
    () => response ?? { title: '', shortcut: '', category: '', text: Object.fromEntries(own.languages.map((tag) => [tag, ''])) },
  );
  const [newer, setNewer] = useState(false);
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([]);
  const [done, setDone] = useState(false);
  const attempt = useRef<{ readonly key: string; readonly body: string }>(undefined);
  const set = (part: Partial<CannedDraft>): void => {
    setDone(false);
    setDraft({ ...draft, ...part });
  };
  const submit = async (): Promise<void> => {
    const body = asFields(draft);
    if (from) {
      const saved = await call('PATCH /v1/canned-responses/{id}', { params: { id: from.id }, body, ifMatch: from.version });
      setFrom(saved);
      setNewer(false);
      setDone(true);
    } else {
      const text = JSON.stringify(body);
      if (attempt.current?.body !== text) attempt.current = { key: newKey(), body: text };
      await call('POST /v1/canned-responses', { body, idempotencyKey: attempt.current.key });
      navigate(`${base}/canned`);
    }
    void reload();
  };
  const handled = (error: unknown): boolean => {
    if (!(error instanceof Refused) || error.code !== 'changed' || !from) return false;
    void call('GET /v1/canned-responses', {}).then(({ items }) => {
      queries.setQueryData(['canned', business], items);
      const theirs = items.find((one) => one.id === from.id);
      if (!theirs) return;
      const both = merged(from, draft, theirs);
      setDraft(both.draft);
      setConflicts(both.conflicts);
      setFrom(theirs);
      setNewer(true);
    });
    return true;
  };
  const check = () => {
    const wrong = wrongIn(draft);
    return {
      ...(conflicts.length > 0 ? { conflict: words.conflictOpen } : {}),
      ...(wrong.includes('title') ? { title: words.titleWrong } : {}),
      ...(wrong.includes('shortcut') ? { shortcut: words.shortcutWrong } : {}),
      ...(wrong.includes('category') ? { category: words.categoryWrong } : {}),
      ...(wrong.some((one) => one.startsWith('text'))
        ? { text: wrong.includes('textMissing') ? words.textMissing : words.textWrong }
        : {}),
    };
  };
  return (
    <Panel>
      <Form
        sticky
        label={from ? common.save : words.createSubmit}
        check={check}
        said={{ shortcut: words.taken }}
        submit={submit}
        handled={handled}
        disabled={readOnly}
        done={done ? common.saved : undefined}
      >
        {(errors) => (
          <>
            {conflicts.length > 0 ? (
              <ConflictPanel
                conflicts={conflicts}
                decide={({ field }, value) => {
                  setDraft(withField(draft, field, value));
                  setConflicts(conflicts.filter((one) => one.field !== field));
                }}
              />
            ) : newer ? (
              <p role="alert" className="rounded-xl bg-warn-ground px-4 py-3 text-sm text-warn">
                {words.merged}
              </p>
            ) : null}
            <p role="alert" className="text-sm text-danger empty:hidden">
              {conflicts.length > 0 ? (errors.conflict ?? '') : ''}
            </p>
            <Field
              label={words.name}
              dir="auto"
              maxLength={80}
              readOnly={readOnly}
              value={draft.title}
              error={errors.title}
              onChange={({ currentTarget }) => set({ title: currentTarget.value })}
            />
            <Field
              label={words.shortcut}
              hint={words.shortcutHint}
              dir="auto"
              maxLength={33}
              autoCapitalize="none"
              spellCheck={false}
              readOnly={readOnly}
              value={draft.shortcut}
              error={errors.shortcut}
              onChange={({ currentTarget }) =>
                set({ shortcut: currentTarget.value.toLowerCase().replace(/^\//, '').replace(/\s+/g, '-') })
              }
            />
            <Field
              label={words.category}
              hint={words.categoryHint}
              dir="auto"
              list={`${id}-categories`}
              maxLength={40}
              readOnly={readOnly}
              value={draft.category}
              error={errors.category}
              onChange={({ currentTarget }) => set({ category: currentTarget.value })}
            />
            <datalist id={`${id}-categories`}>
              {categories.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
            <Texts text={draft.text} error={errors.text} readOnly={readOnly} change={(text) => set({ text })} />
          </>
        )}
      </Form>
    </Panel>
  );
}
