import { describe, expect, it } from 'vitest';
import { differences } from './difference.ts';

describe('before and after', () => {
  it('shows only what is different', () => {
    expect(differences({ name: 'A', slug: 's' }, { name: 'B', slug: 's' })).toEqual([
      { kind: 'value', field: 'name', before: 'A', after: 'B' },
    ]);
  });

  it('shows what came and what went of a list, and both lists when only the order changed', () => {
    expect(differences({ permissions: ['a', 'b'] }, { permissions: ['b', 'c'] })).toEqual([
      { kind: 'list', field: 'permissions', added: ['c'], removed: ['a'] },
    ]);
    expect(differences({ languages: ['ar', 'en'] }, { languages: ['en', 'ar'] })).toEqual([
      { kind: 'value', field: 'languages', before: ['ar', 'en'], after: ['en', 'ar'] },
    ]);
  });

  it('looks into things', () => {
    expect(differences({ overrides: { grant: [], deny: ['x'] } }, { overrides: { grant: ['y'], deny: ['x'] } })).toEqual([
      { kind: 'list', field: 'overrides.grant', added: ['y'], removed: [] },
    ]);
  });

  it('takes what is new and what is gone', () => {
    expect(differences(undefined, { role: 'agent' })).toEqual([
      { kind: 'value', field: 'role', before: undefined, after: 'agent' },
    ]);
    expect(differences({ role: 'agent' })).toEqual([{ kind: 'value', field: 'role', before: 'agent', after: undefined }]);
    expect(differences()).toEqual([]);
  });
});
