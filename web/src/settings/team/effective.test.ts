import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permissions, systemRoles } from '../../../../contract/permissions.ts';
import { effective, exceptionOf, mayGive, mayGrant, withException } from './effective.ts';

const none = { grant: [], deny: [] };

describe('what a person may do', () => {
  it('is the role without exceptions', () => {
    expect(effective(systemRoles.agent, none).toSorted()).toEqual(systemRoles.agent.toSorted());
    expect(effective([], none)).toEqual([]);
  });

  it('is more by what is granted, less by what is denied, and a denial wins', () => {
    const overrides = {
      grant: ['audit.view' as const, 'customers.view' as const],
      deny: ['conversations.send' as const, 'audit.view' as const],
    };
    const may = effective(systemRoles.agent, overrides);
    expect(may).not.toContain('audit.view');
    expect(may).not.toContain('conversations.send');
    expect(may).toContain('customers.view');
    expect(exceptionOf('audit.view', overrides)).toBe('denied');
  });

  it('follows each exception that is set, and nothing else changes', () => {
    const some = fc.subarray([...permissions]);
    const exception = fc.constantFrom('role' as const, 'granted' as const, 'denied' as const);
    fc.assert(
      fc.property(some, some, some, fc.constantFrom(...permissions), exception, (role, grant, deny, one, wanted) => {
        const before = { grant, deny: deny.filter((other) => !grant.includes(other)) };
        const after = withException(before, one, wanted);
        expect(exceptionOf(one, after)).toBe(wanted);
        expect(effective(role, after).includes(one)).toBe(wanted === 'granted' || (wanted === 'role' && role.includes(one)));
        for (const other of permissions) if (other !== one) expect(exceptionOf(other, after)).toBe(exceptionOf(other, before));
      }),
    );
  });

  it('is never granted by those who do not have it', () => {
    expect(mayGrant('audit.view', systemRoles.manager, [])).toBe(false);
    expect(mayGrant('audit.view', systemRoles.manager, ['audit.view'])).toBe(true);
    expect(mayGrant('audit.view', systemRoles.admin, [])).toBe(true);
    expect(mayGive(systemRoles.admin, systemRoles.manager)).toBe(false);
    expect(mayGive(systemRoles.viewer, systemRoles.manager)).toBe(true);
  });
});
