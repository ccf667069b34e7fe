import { describe, expect, it } from 'vitest';
import { onTopOf, type Toggles, toggled, wished } from './toggles.ts';

const none: Toggles = new Map();
const role = { id: 'r', permissions: ['conversations.view', 'audit.view'] as const };

describe('boxes of the matrix', () => {
  it('are changes only while they differ from what is saved', () => {
    const once = toggled(none, role, 'notes.write', true);
    expect(wished(role.permissions, once.get('r'))).toEqual(['conversations.view', 'notes.write', 'audit.view']);
    expect(toggled(once, role, 'notes.write', false).size).toBe(0);
  });

  it('stay on top of what a colleague saved', () => {
    const mine = toggled(toggled(none, role, 'audit.view', false), role, 'notes.write', true);
    expect(wished(['conversations.view', 'audit.view', 'customers.view'], mine.get('r'))).toEqual([
      'conversations.view',
      'notes.write',
      'customers.view',
    ]);
  });

  it('leave other roles alone', () => {
    const both = toggled(toggled(none, role, 'notes.write', true), { id: 's', permissions: [] }, 'audit.view', true);
    expect([...both.keys()]).toEqual(['r', 's']);
  });
});

it('puts what one typed on top of what a colleague saved', () => {
  const base = { name: 'Front', colour: '#111111', permissions: ['conversations.view', 'notes.write'] as const };
  const theirs = { name: 'Front', colour: '#222222', permissions: ['conversations.view', 'audit.view'] as const };
  const mine = { name: 'Desk', colour: '#111111', permissions: ['conversations.view', 'notes.write', 'customers.view'] as const };
  expect(onTopOf(base, theirs, mine)).toEqual({
    name: 'Desk',
    colour: '#222222',
    permissions: ['conversations.view', 'customers.view', 'audit.view'],
  });
});
