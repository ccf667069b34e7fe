import { Plus, X } from 'lucide-react';
import { useFormats } from '../../business/context.tsx';
import { Button, IconButton } from '../../look/button.tsx';
import { BareSelect, TextArea } from '../kit/choice.tsx';
import { mostMessages, type Talk } from './conversation.ts';
import { usePlaygroundWords } from './words.ts';

interface TalkFieldsProps {
  readonly talk: Talk;
  readonly change: (talk: Talk) => void;
  readonly error: string | undefined;
}

/** A short conversation, typed: what was said before, and what the customer says now. */
export function TalkFields({ talk, change, error }: TalkFieldsProps) {
  const words = usePlaygroundWords();
  const formats = useFormats();
  const { before, last } = talk;
  const set = (key: number, part: Partial<Talk['before'][number]>): void =>
    change({ ...talk, before: before.map((one) => (one.key === key ? { ...one, ...part } : one)) });
  const add = (): void => {
    const key = Math.max(0, ...before.map((one) => one.key)) + 1;
    const from = before.at(-1)?.from === 'customer' ? 'assistant' : 'customer';
    change({ ...talk, before: [...before, { key, from, text: '' }] });
  };
  return (
    <div className="flex flex-col gap-3">
      {before.length > 0 ? (
        <fieldset className="flex min-w-0 flex-col gap-2">
          <legend className="pb-1 text-sm font-medium">{words.beforeTitle}</legend>
          {before.map(({ key, from, text }, index) => {
            const place = formats.number(index + 1);
            return (
              <div key={key} className="flex flex-wrap items-start gap-2 sm:flex-nowrap">
                <div className="w-36 max-sm:grow sm:shrink-0">
                  <BareSelect
                    aria-label={words.whoSays(place)}
                    value={from}
                    onChange={({ currentTarget }) =>
                      set(key, { from: currentTarget.value === 'assistant' ? 'assistant' : 'customer' })
                    }
                  >
                    <option value="customer">{words.says.customer}</option>
                    <option value="assistant">{words.says.assistant}</option>
                  </BareSelect>
                </div>
                <textarea
                  rows={1}
                  dir={text === '' ? undefined : 'auto'}
                  maxLength={4096}
                  aria-label={words.before(place)}
                  value={text}
                  onChange={({ currentTarget }) => set(key, { text: currentTarget.value })}
                  className="writing min-h-12 min-w-0 grow rounded-xl border border-edge bg-raised px-3 py-2.5 max-sm:order-last max-sm:basis-full"
                />
                <IconButton
                  label={words.removeBefore(place)}
                  onClick={() => change({ ...talk, before: before.filter((one) => one.key !== key) })}
                >
                  <X size={18} aria-hidden="true" />
                </IconButton>
              </div>
            );
          })}
        </fieldset>
      ) : null}
      <TextArea
        label={words.message}
        error={error}
        maxLength={4096}
        value={last}
        onChange={({ currentTarget }) => change({ ...talk, last: currentTarget.value })}
      />
      {before.length < mostMessages - 1 ? (
        <Button look="quiet" className="-ms-4 self-start" onClick={add}>
          <Plus size={18} aria-hidden="true" />
          {words.addBefore}
        </Button>
      ) : null}
    </div>
  );
}
