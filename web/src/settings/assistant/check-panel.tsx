import { useMutation } from '@tanstack/react-query';
import { useDesk } from '../../business/context.tsx';
import { Button } from '../../look/button.tsx';
import { money } from '../costs/money.ts';
import { Panel } from '../kit/page.tsx';
import { problemWords } from '../kit/problem-words.ts';
import { useManagement } from '../kit/words.ts';
import { useAssistantWords } from './words.ts';

/** Asks the model once, so that people know before their customers do. */
export function CheckPanel() {
  const words = useAssistantWords();
  const common = useManagement();
  const { call } = useDesk();
  const check = useMutation({ mutationFn: () => call('POST /v1/assistant/check', {}) });
  const result = check.data;
  const said = (): string => {
    if (check.isError) return problemWords(check.error, common);
    if (!result) return '';
    if (result.outcome === 'answered') return words.checkAnswered((result.milliseconds / 1000).toFixed(1), money(result.micros));
    return words.outcomes[result.outcome];
  };
  const good = result?.outcome === 'answered';
  return (
    <Panel title={words.check} hint={words.checkHint}>
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={check.isPending} onClick={() => check.mutate()}>
          {words.checkButton}
        </Button>
        <p role="status" className={`min-w-0 text-sm ${good ? 'text-accent' : 'text-danger'}`}>
          {check.isPending ? '' : said()}
        </p>
      </div>
    </Panel>
  );
}
