import type { Catalogue } from '../i18n/en.ts';
import type { Faults } from './form.tsx';

type Checked = Pick<HTMLInputElement, 'name' | 'value' | 'type' | 'minLength' | 'required' | 'disabled' | 'validity'>;

const isChecked = (element: Element): element is HTMLInputElement | HTMLSelectElement =>
  'name' in element && element.name !== '' && 'validity' in element;

/** The browser's own rules (required, type, pattern, minLength), said in the app's language and beside the field. */
export function faultsOf(form: HTMLFormElement, words: Catalogue['form']): Faults {
  const faults: Record<string, string> = {};
  for (const element of [...form.elements].filter(isChecked)) {
    const fault = faultOf({ minLength: 0, ...pick(element) }, words);
    if (fault) faults[element.name] ??= fault;
  }
  return faults;
}

const pick = (element: HTMLInputElement | HTMLSelectElement) => ({
  name: element.name,
  value: element.value,
  type: element.type,
  required: element.required,
  disabled: element.disabled,
  validity: element.validity,
  ...('minLength' in element ? { minLength: element.minLength } : {}),
});

export function faultOf(
  { value, type, minLength, required, disabled, validity }: Checked,
  words: Catalogue['form'],
): string | undefined {
  if (disabled) return undefined;
  if (required && value.trim() === '') return words.missing;
  // Browsers look at the length only of what was typed, not of what a password manager filled in.
  if (value !== '' && minLength > 0 && [...value].length < minLength) return words.tooShort(minLength);
  if (validity.typeMismatch || (validity.patternMismatch && type === 'email')) return words.email;
  return validity.valid ? undefined : words.wrong;
}
