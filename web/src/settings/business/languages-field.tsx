import { ArrowUp, X } from 'lucide-react';
import { useId } from 'react';
import { IconButton } from '../../look/button.tsx';
import { BareSelect } from '../kit/choice.tsx';
import { languagesOffered, useNames } from './names.ts';
import { useBusinessWords } from './words.ts';

const most = 5;

export function LanguagesField({
  value,
  change,
  error,
}: {
  value: readonly string[];
  change: (languages: string[]) => void;
  error: string | undefined;
}) {
  const words = useBusinessWords();
  const names = useNames();
  const id = useId();
  const left = languagesOffered
    .filter((tag) => !value.includes(tag))
    .map((tag) => ({ tag, name: names.language(tag) }))
    .sort((one, other) => one.name.localeCompare(other.name));
  const up = (index: number): void => {
    const next = [...value];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) next.splice(index - 1, 0, moved);
    change(next);
  };
  return (
    <fieldset aria-describedby={`${id}-told`} className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{words.languages}</legend>
      {value.length > 0 ? (
        <ol className="flex flex-col gap-1">
          {value.map((tag, index) => (
            <li key={tag} className="flex min-h-11 items-center gap-1 rounded-xl border border-line ps-3">
              <span className="min-w-0 grow truncate">
                {names.language(tag)}
                {index === 0 ? <span className="ms-2 text-sm text-soft">{words.mainLanguage}</span> : null}
              </span>
              {index > 0 ? (
                <IconButton label={words.up(names.language(tag))} onClick={() => up(index)}>
                  <ArrowUp size={18} aria-hidden="true" />
                </IconButton>
              ) : null}
              <IconButton
                label={words.removeOne(names.language(tag))}
                onClick={() => change(value.filter((other) => other !== tag))}
              >
                <X size={18} aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ol>
      ) : null}
      {value.length < most ? (
        <BareSelect
          aria-label={words.addLanguage}
          error={error}
          value=""
          onChange={({ currentTarget }) => {
            if (currentTarget.value !== '') change([...value, currentTarget.value]);
          }}
        >
          <option value="">{words.addLanguage}</option>
          {left.map(({ tag, name }) => (
            <option key={tag} value={tag}>
              {name}
            </option>
          ))}
        </BareSelect>
      ) : null}
      <p id={`${id}-told`} className={`text-sm ${error ? 'text-danger' : 'text-soft'}`}>
        {error ?? words.languagesHint}
      </p>
    </fieldset>
  );
}
