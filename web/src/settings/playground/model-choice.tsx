import { Select } from '../kit/choice.tsx';
import type { Playground } from './use-playground.ts';
import { usePlaygroundWords } from './words.ts';

/** Who answers. A business that has no model has nothing to choose. */
export function ModelChoice({ play: { model, pick, onlyRules, name } }: { play: Playground }) {
  const words = usePlaygroundWords();
  if (onlyRules) return <p className="text-sm text-pretty text-soft">{words.onlyRules}</p>;
  return (
    <Select
      label={words.model}
      hint={model === 'rules' ? words.rulesHint : words.paid}
      value={model}
      onChange={({ currentTarget }) => pick(currentTarget.value === 'chosen' ? 'chosen' : 'rules')}
      options={[
        { value: 'chosen', label: name === undefined ? words.chosenModel : words.chosenNamed(name) },
        { value: 'rules', label: words.rules },
      ]}
    />
  );
}
