import { describe, expect, it } from 'vitest';
import { commandOf } from './key-map.ts';

const press = (over: Partial<Parameters<typeof commandOf>[0]>) => ({
  code: '',
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...over,
});
const free = { writing: false, letters: true };

describe('keys', () => {
  it('count by their place, so that they also work on an Arabic keyboard', () => {
    expect(commandOf(press({ code: 'KeyJ', key: 'ت' }), free)).toBe('next');
    expect(commandOf(press({ code: 'Slash', key: 'ظ' }), free)).toBe('search');
    expect(commandOf(press({ code: 'Slash', key: '؟', shiftKey: true }), free)).toBe('keys');
    expect(commandOf(press({ code: 'KeyK', key: 'k', metaKey: true }), free)).toBe('palette');
  });

  it('are letters while somebody writes, or when they are switched off', () => {
    expect(commandOf(press({ code: 'KeyE', key: 'e' }), { writing: true, letters: true })).toBeUndefined();
    expect(commandOf(press({ code: 'KeyE', key: 'e' }), { writing: false, letters: false })).toBeUndefined();
    expect(commandOf(press({ code: 'KeyK', key: 'k', ctrlKey: true }), { writing: true, letters: false })).toBe('palette');
  });

  it('leave the keys of the browser alone', () => {
    expect(commandOf(press({ code: 'KeyR', key: 'r', ctrlKey: true }), free)).toBeUndefined();
    expect(commandOf(press({ code: 'KeyE', key: '€', ctrlKey: true, altKey: true }), free)).toBeUndefined();
    expect(commandOf(press({ code: 'KeyE', key: 'E', shiftKey: true }), free)).toBeUndefined();
  });
});
