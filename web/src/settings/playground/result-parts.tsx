import { X } from 'lucide-react';
import type { Fault, Tried, TriedStep } from '../../../../contract/playground.ts';
import { useFormats } from '../../business/context.tsx';
import { isolate } from '../../i18n/isolate.ts';
import { useWords } from '../../i18n/language.ts';
import { RichText } from '../../thread/rich-text.tsx';
import { useAssistantWords } from '../assistant/words.ts';
import { money } from '../costs/money.ts';
import { Pill } from '../kit/page.tsx';
import { Disclosure } from './disclosure.tsx';
import { faultWords } from './fault-words.ts';
import { usePlaygroundWords } from './words.ts';

const tones = { text: 'good', 'hand-over': 'warn', failed: 'bad' } as const;

export function OutcomePill({ outcome }: Pick<Tried, 'outcome'>) {
  const words = usePlaygroundWords();
  return <Pill tone={tones[outcome]}>{words.outcomes[outcome]}</Pill>;
}

/** What the customer would read, and why it is that. */
export function Answer({ tried: { text, outcome, reason, failure } }: { tried: Tried }) {
  const words = usePlaygroundWords();
  const all = useWords();
  const { outcomes } = useAssistantWords();
  return (
    <>
      {text === undefined ? (
        <p className="text-soft italic">{words.silent}</p>
      ) : (
        <div className="w-fit max-w-full self-end rounded-2xl rounded-se-sm bg-out px-3 py-2">
          <RichText text={text} />
        </div>
      )}
      {reason ? <p className="text-sm text-soft">{words.because(all.handOver[reason])}</p> : null}
      {outcome === 'failed' ? (
        <p className="text-sm text-danger">
          {failure ? outcomes[failure] : words.noAnswer} {words.failedHint}
        </p>
      ) : null}
    </>
  );
}

export function Faults({ faults }: { faults: readonly Fault[] }) {
  const words = usePlaygroundWords();
  const all = useWords();
  return (
    <ul aria-label={words.faultsTitle} className="flex flex-col gap-1 text-sm text-danger">
      {faults.map((fault) => (
        <li key={`${fault.of} ${fault.expected}`} className="flex items-start gap-1.5">
          <X size={16} aria-hidden="true" className="mt-0.5 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{faultWords(fault, words, all)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Time and money, and behind it how it came about. */
export function Behind({ tried }: { tried: Tried }) {
  const words = usePlaygroundWords();
  const formats = useFormats();
  const { steps, tokensIn, tokensOut, micros, ms, system } = tried;
  return (
    <div className="flex flex-col">
      <p className="text-sm text-soft tabular-nums">{words.figures((ms / 1000).toFixed(1), isolate(money(micros)))}</p>
      <Disclosure label={steps.length === 0 ? words.noSteps : words.steps(steps.length, formats.number(steps.length))}>
        <p className="text-sm text-soft">{words.tokens(formats.number(tokensIn), formats.number(tokensOut))}</p>
        <ol className="flex flex-col gap-3">
          {steps.map((step, place) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: what a step is, is its place
              key={place}
              className="flex min-w-0 flex-col gap-1 rounded-xl border border-line p-3 text-sm"
            >
              {step.type === 'tool' ? <ToolStep step={step} /> : <AnswerStep step={step} />}
            </li>
          ))}
        </ol>
      </Disclosure>
      <Disclosure label={words.system}>
        <p dir="auto" className="rounded-xl border border-line p-3 text-start text-sm wrap-anywhere whitespace-pre-wrap">
          {system}
        </p>
      </Disclosure>
    </div>
  );
}

type Step<Type extends TriedStep['type']> = { readonly step: Extract<TriedStep, { type: Type }> };

function AnswerStep({ step: { outcome, text, tokensIn, tokensOut, micros, ms } }: Step<'answer'>) {
  const words = usePlaygroundWords();
  const formats = useFormats();
  return (
    <>
      <p className="font-medium">{outcome === 'text' ? words.stepAnswer : words.stepCalls}</p>
      {text ? (
        <p dir="auto" className="text-start wrap-anywhere whitespace-pre-wrap">
          {text}
        </p>
      ) : null}
      <p className="text-soft tabular-nums">
        {words.figures((ms / 1000).toFixed(1), isolate(money(micros)))} ·{' '}
        {words.tokens(formats.number(tokensIn), formats.number(tokensOut))}
      </p>
    </>
  );
}

/** What is JSON, over several lines. */
function readable(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function ToolStep({ step: { name, input, result, failed, notDone } }: Step<'tool'>) {
  const words = usePlaygroundWords();
  const tools: Readonly<Record<string, string>> = words.tools;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <bdi>{tools[name] ?? name}</bdi>
        {failed ? <Pill tone="bad">{words.toolFailed}</Pill> : null}
        {notDone ? <Pill tone="calm">{words.notDone}</Pill> : null}
      </p>
      <Raw label={words.input} text={input === undefined ? undefined : JSON.stringify(input, null, 2)} none={words.inputNone} />
      <Raw label={words.result} text={result === undefined ? undefined : readable(result)} none={words.resultNone} />
    </>
  );
}

function Raw({ label, text, none }: { label: string; text: string | undefined; none: string }) {
  return (
    <div className="min-w-0">
      <p className="text-soft">{label}</p>
      {text === undefined ? (
        <p>{none}</p>
      ) : (
        <pre dir="ltr" className="rounded-lg bg-ground p-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
          {text}
        </pre>
      )}
    </div>
  );
}
