import type { CustomerField } from '../../../contract/customer-fields.ts';
import { useLocale } from '../i18n/language.ts';
import { Button } from '../look/button.tsx';
import { cleanText } from '../thread/clean.ts';
import type { Clash } from './draft.ts';
import { nameIn, valueInWords } from './fields.ts';
import { useCustomerWords } from './words.ts';

interface ClashesProps {
  readonly clashes: readonly Clash[];
  readonly fields: readonly CustomerField[];
  readonly choose: (clash: Clash, value: string) => void;
}

/** What two people wrote in the same place, side by side. */
export function Clashes({ clashes, fields, choose }: ClashesProps) {
  const words = useCustomerWords();
  const locale = useLocale();
  const label = useFieldLabel(fields);
  const shown = ({ field }: Clash, value: string): string =>
    cleanText(valueInWords(ownField(fields, field), value, locale)) || words.empty;
  return (
    <ul className="flex flex-col gap-3 empty:hidden">
      {clashes.map((clash) => (
        <li key={clash.field} className="flex flex-col gap-2 rounded-xl border border-edge p-3">
          <p className="text-sm font-medium">{label(clash.field)}</p>
          <dl className="flex flex-col gap-3 text-sm">
            {(['mine', 'theirs'] as const).map((whose) => (
              <div key={whose} className="flex flex-col items-start gap-1">
                <dt className="text-xs text-soft">{words[whose]}</dt>
                <dd className="wrap-anywhere whitespace-pre-wrap">
                  <bdi>{shown(clash, clash[whose])}</bdi>
                </dd>
                <dd>
                  <Button onClick={() => choose(clash, clash[whose])}>
                    {whose === 'mine' ? words.takeMine : words.takeTheirs}
                  </Button>
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

export const ownField = (fields: readonly CustomerField[], field: string): CustomerField | undefined =>
  fields.find(({ id }) => `fields.${id}` === field);

/** What a field is called: one of ours, or one of the business's. */
export function useFieldLabel(fields: readonly CustomerField[]): (field: string) => string {
  const words = useCustomerWords();
  const locale = useLocale();
  const usual: Readonly<Record<string, string>> = {
    name: words.name,
    email: words.email,
    language: words.language,
    country: words.country,
    tags: words.tags,
    notes: words.notes,
  };
  return (field) => {
    const own = ownField(fields, field);
    return own ? nameIn(own.name, locale) : (usual[field] ?? field.replace(/^fields\./, ''));
  };
}
