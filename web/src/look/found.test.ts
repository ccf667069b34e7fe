import { expect, it } from 'vitest';
import { found } from './found.ts';

const choices = [
  { value: 'America/Sao_Paulo', label: 'São Paulo' },
  { value: 'Europe/Istanbul', label: 'Istanbul' },
  { value: 'Asia/Beirut', label: 'Beirut' },
  { value: 'Europe/Paris', label: 'Paris' },
];
const values = (typed: string) => found(choices, typed).map(({ value }) => value);

it('finds by the beginning of any word, without accents, in any order', () => {
  expect(values('')).toHaveLength(4);
  expect(values('sao pau')).toEqual(['America/Sao_Paulo']);
  expect(values('ISTAN')).toEqual(['Europe/Istanbul']);
  expect(values('beirut asia')).toEqual(['Asia/Beirut']);
  expect(values('tanbul')).toEqual([]);
  expect(values('europe')).toEqual(['Europe/Istanbul', 'Europe/Paris']);
});

it('puts what begins so first', () => {
  expect(values('pa')).toEqual(['Europe/Paris', 'America/Sao_Paulo']);
});
