import { expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { digitsOf } from './digits.ts';
import { faultOf } from './form-faults.ts';

const valid = { valid: true, typeMismatch: false, patternMismatch: false } as ValidityState;
const field = { name: 'x', value: 'x', type: 'text', minLength: 0, required: false, disabled: false, validity: valid };

it('says what is wrong with a field', () => {
  const { form } = en;
  expect(faultOf(field, form)).toBeUndefined();
  expect(faultOf({ ...field, required: true, value: '  ' }, form)).toBe(form.missing);
  expect(faultOf({ ...field, required: true, value: '', disabled: true }, form)).toBeUndefined();
  expect(faultOf({ ...field, minLength: 12, value: 'short' }, form)).toBe(form.tooShort(12));
  expect(faultOf({ ...field, minLength: 12, value: '' }, form)).toBeUndefined();
  expect(faultOf({ ...field, type: 'email', validity: { ...valid, valid: false, typeMismatch: true } }, form)).toBe(form.email);
  expect(faultOf({ ...field, validity: { ...valid, valid: false, patternMismatch: true } }, form)).toBe(form.wrong);
});

it('takes six digits out of anything pasted', () => {
  expect(digitsOf('Your code is 123 456.')).toBe('123456');
  expect(digitsOf('١٢٣٤٥٦')).toBe('123456');
  expect(digitsOf('۱۲۳۴۵۶')).toBe('123456');
  expect(digitsOf('1234567')).toBe('123456');
  expect(digitsOf('abc')).toBe('');
});
