import { X } from 'lucide-react';
import { useId, useRef } from 'react';
import { fillIn, unknownIn, variables } from '../../composer/fill-in.ts';
import { useLocale } from '../../i18n/language.ts';
import { IconButton } from '../../look/button.tsx';
import { useCaret } from '../../look/use-caret.ts';
import { useMembership } from '../here.ts';
import { useCannedWords } from './words.ts';

interface TextsProps {
  readonly text: Readonly<Record<string, string>>;
  readonly error: string | undefined;
  readonly readOnly: boolean;
  readonly change: (text: Record<string, string>) => void;
}

const most = 10;
const offered = ['en', 'ar', 'fr', 'tr', 'de', 'es', 'it', 'pt', 'ru', 'fa', 'ur', 'hi', 'hy', 'ku'];

/** The text in each language, what can be put in, and how it will read. */
export function Texts({ text, error, readOnly, change }: TextsProps) {
  const words = useCannedWords();
  const locale = useLocale();
  const { business } = useMembership();
  const id = useId();
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  const nameOf = (tag: string): string => names.of(tag) ?? tag;
  const tags = Object.keys(text);
  const missing = [...new Set([...business.languages, ...offered])].filter((tag) => !tags.includes(tag));
  return (
    <fieldset className="flex min-w-0 flex-col gap-4">
      <legend className="pb-2 font-semibold">{words.texts}</legend>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {error ?? ''}
      </p>
      {tags.map((tag) => (
        <One
          key={tag}
          language={nameOf(tag)}
          text={text[tag] ?? ''}
          wrong={error !== undefined}
          readOnly={readOnly}
          change={(value) => change({ ...text, [tag]: value })}
          remove={
            readOnly || tags.length < 2
              ? undefined
              : () => change(Object.fromEntries(Object.entries(text).filter(([other]) => other !== tag)))
          }
        />
      ))}
      {readOnly || tags.length >= most ? null : (
        <div className="flex flex-col gap-1">
          <label htmlFor={id} className="text-sm font-medium">
            {words.addLanguage}
          </label>
          <select
            id={id}
            value=""
            onChange={({ currentTarget }) => change({ ...text, [currentTarget.value]: '' })}
            className="min-h-12 rounded-xl border border-edge bg-raised px-3"
          >
            <option value="" />
            {missing.map((tag) => (
              <option key={tag} value={tag}>
                {nameOf(tag)}
              </option>
            ))}
          </select>
        </div>
      )}
    </fieldset>
  );
}

interface OneProps {
  readonly language: string;
  readonly text: string;
  readonly wrong: boolean;
  readonly readOnly: boolean;
  readonly change: (text: string) => void;
  readonly remove: (() => void) | undefined;
}

function One({ language, text, wrong, readOnly, change, remove }: OneProps) {
  const words = useCannedWords();
  const { name, business } = useMembership();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const putCaret = useCaret(field);
  const unknown = unknownIn(text);
  const bad = unknown.length > 0 || text.length > 4096 || (wrong && text.trim() === '');
  const sample = {
    'customer.name': words.sampleCustomer,
    'customer.first_name': words.sampleCustomer.split(' ')[0] ?? '',
    'customer.phone': '+961 70 555 101',
    'agent.name': name,
    'business.name': business.name,
  };
  const put = (variable: string): void => {
    const at = field.current?.selectionEnd ?? text.length;
    const named = `{{${variable}}}`;
    change(`${text.slice(0, at)}${named}${text.slice(at)}`);
    putCaret(at + named.length);
  };
  return (
    <div className="flex flex-col gap-2 rounded-xl border border-line p-3">
      <div className="flex min-h-11 items-center justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          {words.textIn(language)}
        </label>
        {remove ? (
          <IconButton label={words.removeLanguage(language)} onClick={remove}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
      <textarea
        ref={field}
        id={id}
        rows={4}
        maxLength={4096}
        dir={text === '' ? undefined : 'auto'}
        readOnly={readOnly}
        value={text}
        aria-invalid={bad || undefined}
        aria-describedby={unknown.length > 0 ? `${id}-wrong` : undefined}
        onChange={({ currentTarget }) => change(currentTarget.value)}
        className={`rounded-xl border bg-raised px-3 py-2 ${bad ? 'border-danger' : 'border-edge'}`}
      />
      {unknown.length > 0 ? (
        <p id={`${id}-wrong`} className="text-sm text-danger">
          {words.unknownVariables(unknown.map((one) => `{{${one}}}`).join(', '))}
        </p>
      ) : null}
      {readOnly ? null : (
        <div className="flex flex-wrap items-center gap-1.5">
          <span className="text-sm text-soft">{words.variablesTitle}</span>
          {variables.map((variable) => (
            <button
              key={variable}
              type="button"
              onClick={() => put(variable)}
              className="min-h-9 rounded-full border border-line bg-raised px-3 text-sm hover:bg-hover pointer-coarse:min-h-11"
            >
              {words.variables[variable]}
            </button>
          ))}
        </div>
      )}
      {text.trim() === '' ? null : (
        <figure className="flex flex-col gap-1">
          <figcaption className="text-sm text-soft">{words.preview}</figcaption>
          <p dir="auto" className="w-fit max-w-full rounded-2xl bg-out px-3 py-2 wrap-anywhere whitespace-pre-wrap">
            {fillIn(text, sample)}
          </p>
        </figure>
      )}
    </div>
  );
}
