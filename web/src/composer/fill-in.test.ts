import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cannedVariables, fillIn as filledByContract, unknownVariables } from '../../../contract/canned-responses.ts';
import { asWritten, fillIn, hasGaps, textFor, unknownIn, variables } from './fill-in.ts';

describe('canned responses', () => {
  it('are filled in as the contract says', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom(...cannedVariables.map((name) => `{{ ${name} }}`)), fc.constant('{{x}}'));
    void fc.assert(
      fc.property(fc.array(piece), fc.string({ minLength: 1 }), (pieces, value) => {
        const text = pieces.join('');
        const values = { 'customer.name': value, 'agent.name': 'Maya' };
        expect(fillIn(text, values)).toBe(filledByContract(text, values));
      }),
    );
    expect(fillIn('Hi {{customer.first_name}}, {{agent.name}}', { 'agent.name': 'Maya' })).toBe(
      'Hi {{customer.first_name}}, Maya',
    );
    expect(hasGaps('Hi {{customer.first_name}}')).toBe(true);
    expect(hasGaps('Hi Rana')).toBe(false);
  });

  it('know the variables of the contract', () => {
    expect(variables).toEqual(cannedVariables);
    const text = '{{customer.name}} {{ customer.mood }} {{}}';
    expect(unknownIn(text)).toEqual(unknownVariables(text));
  });

  it('speak the language of the customer, else of the business, else any', () => {
    const texts = { en: 'Hello', ar: 'مرحبا', 'pt-BR': 'Oi' };
    expect(textFor(texts, ['ar', 'en'])).toBe('مرحبا');
    expect(textFor(texts, ['pt', 'en'])).toBe('Oi');
    expect(textFor(texts, [undefined, 'tr', 'en'])).toBe('Hello');
    expect(textFor({ ar: 'مرحبا' }, ['tr'])).toBe('مرحبا');
  });
});

describe('the language of an answer', () => {
  it('is the one in whose letters the customer writes, else as the business has them', () => {
    const own = ['ar', 'en', 'tr', 'ru'];
    expect(asWritten(own, '1. Hello')).toEqual(['en', 'tr', 'ar', 'ru']);
    expect(asWritten(own, 'مرحبا')).toEqual(own);
    expect(asWritten(own, 'Здравствуйте')).toEqual(['ru', 'ar', 'en', 'tr']);
    expect(asWritten(own, '50 ?')).toEqual(own);
    expect(asWritten(own, '你好')).toEqual(['ar', 'en', 'tr', 'ru']);
  });
});
