import { expect, it } from 'vitest';
import { permissions } from '../../../contract/permissions.ts';
import { allPermissions } from './permission-areas.ts';

it('shows every permission of the contract once', () => {
  expect(allPermissions.toSorted()).toEqual(permissions.toSorted());
});
