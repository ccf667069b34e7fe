import type { CustomerField } from '../../../contract/customer-fields.ts';
import { useLocale } from '../i18n/language.ts';
import { Field } from '../look/field.tsx';
import { Select } from '../settings/kit/choice.tsx';
import { wrongValue } from './draft.ts';
import { nameIn } from './fields.ts';
import { useCustomerWords } from './words.ts';

interface FieldInputsProps {
  readonly fields: readonly CustomerField[];
  readonly values: Readonly<Record<string, string>>;
  /** Whether somebody tried to save: then it says what is wrong. */
  readonly looked: boolean;
  readonly set: (id: string, value: string) => void;
}

/** The business's own fields, each by its kind. */
export function FieldInputs({ fields, values, looked, set }: FieldInputsProps) {
  const words = useCustomerWords();
  const locale = useLocale();
  return fields.map((field) => {
    const { id, kind, choices = [] } = field;
    const value = values[id] ?? '';
    const wrong = looked ? wrongValue(field, value) : undefined;
    const told = { label: nameIn(field.name, locale), error: wrong && words.wrongValue[wrong] };
    if (kind === 'choice') {
      const known = choices.map((choice) => ({ value: choice.id, label: nameIn(choice.name, locale) }));
      const options = [{ value: '', label: words.unknown }, ...known];
      return (
        <Select
          key={id}
          {...told}
          value={value}
          options={options}
          onChange={({ currentTarget }) => set(id, currentTarget.value)}
        />
      );
    }
    const shape = {
      text: { dir: 'auto', maxLength: 400 },
      number: { dir: 'ltr', inputMode: 'decimal' },
      date: { type: 'date' },
    } as const;
    return (
      <Field key={id} {...told} {...shape[kind]} value={value} onChange={({ currentTarget }) => set(id, currentTarget.value)} />
    );
  });
}
