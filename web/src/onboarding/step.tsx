import type { ReactNode } from 'react';
import { Button } from '../look/button.tsx';
import { type Faults, Form, type Trouble } from '../look/form.tsx';
import { usePageTitle } from '../shell/title.ts';
import type { Draft } from './draft.ts';
import { useOnboardingWords } from './words.ts';

export interface StepProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** What the server did not take. */
  readonly faults: Faults;
  readonly at: number;
  readonly back: () => void;
  readonly submit: () => Promise<void>;
  readonly tell: (error: unknown) => Trouble;
}

const steps = ['business', 'hours', 'languages'] as const;

interface FrameProps extends Pick<StepProps, 'at' | 'back' | 'submit' | 'tell' | 'faults'> {
  readonly label: string;
  readonly check?: () => Faults;
  readonly children: ReactNode;
}

/** Where one is, what this step is about, and the way on and back. */
export function StepFrame({ at, label, faults, check, back, submit, tell, children }: FrameProps) {
  const own = useOnboardingWords();
  const { title, hint } = own.steps[steps[at] ?? 'business'];
  const heading = usePageTitle(title, Object.keys(faults).length === 0);
  return (
    <section className="flex flex-col gap-6">
      <header className="flex flex-col gap-2">
        <p className="text-sm text-soft">{own.step(at + 1, steps.length)}</p>
        <div aria-hidden="true" className="flex gap-1.5">
          {steps.map((step, index) => (
            <span key={step} className={`h-1.5 grow rounded-full ${index <= at ? 'bg-accent' : 'bg-line'}`} />
          ))}
        </div>
        <h1 ref={heading} tabIndex={-1} className="pt-2 text-2xl font-semibold outline-none">
          {title}
        </h1>
        <p className="text-pretty text-soft">{hint}</p>
      </header>
      <Form
        label={label}
        submit={submit}
        tell={tell}
        given={faults}
        {...(check ? { check } : {})}
        aside={at > 0 ? <Button onClick={back}>{own.back}</Button> : null}
      >
        {children}
      </Form>
    </section>
  );
}
