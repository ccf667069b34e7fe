import { useId, useRef } from 'react';
import {
  estimatedTokens,
  fillPrompt,
  isPromptVariable,
  type PromptPurpose,
  promptFaults,
  promptVariableNames,
} from '../../../../contract/prompt-text.ts';
import { useDesk, useFormats } from '../../business/context.tsx';
import { formatsFor } from '../../clock/format.ts';
import { prompts as arabic } from '../../i18n/ar/prompts.ts';
import { prompts as english } from '../../i18n/en/prompts.ts';
import { Button } from '../../look/button.tsx';
import { useCaret } from '../../look/use-caret.ts';
import { useMembership } from '../here.ts';
import { builtInText, longest } from './texts.ts';
import { usePromptWords } from './words.ts';

interface TextEditorProps {
  readonly purpose: PromptPurpose;
  readonly language: string;
  readonly languageName: string;
  /** Undefined: the business has nothing of its own. */
  readonly text: string | undefined;
  readonly change: (text: string | undefined) => void;
}

/** One text: what can be put in, what is wrong with it, how long it is for a model, and how it reads. */
export function TextEditor({ purpose, language, languageName, text, change }: TextEditorProps) {
  const words = usePromptWords();
  const formats = useFormats();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const putCaret = useCaret(field);
  const [name] = words.purposes[purpose];
  const builtIn = builtInText(purpose, language);
  if (text === undefined) {
    return (
      <div className="flex flex-col gap-3">
        <p className="text-sm text-soft">{words.empty}</p>
        <Preview purpose={purpose} language={language} text={builtIn} />
        <Button className="self-start" onClick={() => change(builtIn)}>
          {words.start}
        </Button>
      </div>
    );
  }
  const faults = promptFaults(text);
  const unknown = faults.filter(({ fault }) => fault === 'unknown').map((fault) => `{{${fault.name}}}`);
  const braces = faults.find(({ fault }) => fault === 'braces');
  const told = [
    ...(unknown.length > 0 ? [words.unknown(unknown.join(', '))] : []),
    ...(braces ? [words.braces(braces.name)] : []),
    ...(text.length > longest ? [words.tooLong] : []),
  ];
  const put = (variable: string): void => {
    const at = field.current?.selectionEnd ?? text.length;
    const named = `{{${variable}}}`;
    change(`${text.slice(0, at)}${named}${text.slice(at)}`);
    putCaret(at + named.length);
  };
  const tokens = estimatedTokens(text);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="text-sm font-medium">
          {words.textLabel(name, languageName)}
        </label>
        <textarea
          ref={field}
          id={id}
          rows={purpose === 'system' ? 10 : 4}
          dir={text === '' ? undefined : 'auto'}
          value={text}
          aria-invalid={told.length > 0 || undefined}
          aria-describedby={`${id}-told`}
          onChange={({ currentTarget }) => change(currentTarget.value)}
          className={`w-full min-w-0 rounded-xl border bg-raised px-3 py-2 ${told.length > 0 ? 'border-danger' : 'border-edge'}`}
        />
        <div id={`${id}-told`} className="text-sm">
          {told.map((one) => (
            <p key={one} className="text-danger">
              {one}
            </p>
          ))}
          <p className="text-soft">{words.tokens(tokens, formats.number(tokens))}</p>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="text-sm text-soft">{words.variablesTitle}</span>
        {promptVariableNames.filter(isPromptVariable).map((variable) => (
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
      {text.trim() === '' ? null : (
        <figure className="flex flex-col gap-1">
          <figcaption className="text-sm text-soft">{words.preview}</figcaption>
          <Preview purpose={purpose} language={language} text={text} />
        </figure>
      )}
      <Button look="quiet" className="-ms-4 self-start" onClick={() => change(undefined)}>
        {words.dropText}
      </Button>
    </div>
  );
}

interface PreviewProps {
  readonly purpose: PromptPurpose;
  /** Of the text. */
  readonly language: string;
  readonly text: string;
}

/** With samples in the place of variables, by the same code as the assistant's. A model is told in English. */
function Preview({ purpose, language, text }: PreviewProps) {
  const { clock } = useDesk();
  const { business } = useMembership();
  const toModel = purpose === 'system';
  const isArabic = !toModel && language.split('-')[0] === 'ar';
  const words = isArabic ? arabic : english;
  const formats = formatsFor(isArabic ? 'ar' : 'en', business.timezone);
  const now = new Date(clock.now()).toISOString();
  const sample = {
    'business.name': business.name,
    'business.hours': words.sampleHours,
    'business.state': words.sampleState,
    'business.opens_next': words.sampleNext,
    'business.timezone': business.timezone,
    'customer.name': words.sampleName,
    'customer.language': language,
    'now.date': formats.day(now, 0),
    'now.time': formats.time(now),
  };
  return (
    <p
      dir="auto"
      className={`max-w-full rounded-2xl px-3 py-2 text-start wrap-anywhere whitespace-pre-wrap ${toModel ? 'border border-line text-sm' : 'w-fit bg-out'}`}
    >
      {fillPrompt(text, sample, purpose)}
    </p>
  );
}
