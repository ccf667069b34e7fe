import { Refused, Unreachable } from '../../api/client.ts';
import { useFormats } from '../../business/context.tsx';
import { Button } from '../../look/button.tsx';
import { Banner } from '../../look/notice.tsx';
import { problemWords } from '../kit/problem-words.ts';
import { useManagement } from '../kit/words.ts';
import type { Playground } from './use-playground.ts';
import { usePlaygroundWords } from './words.ts';

/** The button that runs all cases, how far they are, and what came of it. */
export function RunSummary({ play, disabled }: { play: Playground; disabled: boolean }) {
  const words = usePlaygroundWords();
  const formats = useFormats();
  const management = useManagement();
  const { run, standing, known, start, stop } = play;
  const { passed, failed, all, complete, results } = standing;
  const running = run?.running === true;
  const stopped = run !== undefined && !running && !complete && 'stopped' in run;
  const why = run?.stopped;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={running} disabled={disabled} onClick={start}>
          {words.runAll(known.length, formats.number(known.length))}
        </Button>
        {running ? (
          <Button look="quiet" onClick={stop}>
            {words.cancel}
          </Button>
        ) : null}
      </div>
      {running ? (
        <div className="flex flex-col gap-1">
          <div
            role="progressbar"
            aria-label={words.cases}
            aria-valuemin={0}
            aria-valuemax={all}
            aria-valuenow={results.size}
            className="h-2 overflow-hidden rounded-full bg-line"
          >
            <div
              className={`h-full rounded-full ${failed > 0 ? 'bg-danger' : 'bg-accent'}`}
              style={{ inlineSize: `${(results.size / Math.max(1, all)) * 100}%` }}
            />
          </div>
          <p className="text-sm text-soft">{words.progress(formats.number(results.size), formats.number(all))}</p>
        </div>
      ) : null}
      <div role="status" className="flex flex-col gap-2 empty:hidden">
        {stopped && (why instanceof Refused || why instanceof Unreachable) ? (
          <div className="overflow-hidden rounded-xl">
            <Banner tone="danger">
              {words.stopped} {problemWords(why, management)}
            </Banner>
          </div>
        ) : null}
        {!running && failed > 0 ? (
          <div className="overflow-hidden rounded-xl">
            <Banner tone="warn">{words.someFail(failed, formats.number(failed), formats.number(all))}</Banner>
          </div>
        ) : null}
        {!running && all > 0 && complete && failed === 0 ? (
          <p className="text-sm text-accent">{words.allPass(passed, formats.number(passed))}</p>
        ) : null}
      </div>
    </div>
  );
}
