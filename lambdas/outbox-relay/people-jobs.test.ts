import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { EmployeeId, RoleId, TenantId } from '../../contract/ids.ts';
import { EndingJob, RightsJob } from '../../contract/queues.ts';
import { employeeKey, type Key, membershipKey, platformAdminKey, registrationKey, roleKey, sessionKey } from '../_data/keys.ts';
import { endingJob, rightsJob } from './people-jobs.ts';

const tenant = TenantId.parse('01j0000000000000000000000a');
const employeeId = EmployeeId.parse('01j0000000000000000000000b');
const roleId = RoleId.parse('01j0000000000000000000000c');

type Images = Pick<NonNullable<DynamoDBRecord['dynamodb']>, 'NewImage' | 'OldImage'>;
const record = (eventName: 'INSERT' | 'MODIFY' | 'REMOVE', images: Images = {}, eventID = 'e1'): DynamoDBRecord => ({
  eventName,
  eventID,
  dynamodb: { SequenceNumber: 's1', ...images },
});
const versions = (was: number | undefined, is: number | undefined): Images => ({
  ...(is !== undefined && { NewImage: { version: { N: String(is) } } }),
  ...(was !== undefined && { OldImage: { version: { N: String(was) } } }),
});
const statuses = (was: string | undefined, is: string | undefined): Images => ({
  ...(is !== undefined && { NewImage: { status: { S: is } } }),
  ...(was !== undefined && { OldImage: { status: { S: was } } }),
});
const rights = (key: Key, one: DynamoDBRecord) => {
  const job = rightsJob(key, one);
  return job && RightsJob.parse(job.body);
};
const ending = (key: Key, one: DynamoDBRecord) => {
  const job = endingJob(key, one);
  return job && EndingJob.parse(job.body);
};

describe('what sign-in looks at follows', () => {
  const person = employeeKey(tenant, employeeId);

  it.each(['INSERT', 'MODIFY'] as const)('people and roles of a new version: %s', (eventName) => {
    const changed = record(eventName, versions(eventName === 'INSERT' ? undefined : 1, 2));
    expect(rights(person, changed)).toEqual({ v: 1, type: 'person', tenant, employeeId });
    expect(rights(roleKey(tenant, roleId), changed)).toEqual({ v: 1, type: 'role', tenant, roleId });
  });

  it.each([
    ['is suspended', 'MODIFY', 'active', 'suspended'],
    ['is taken back', 'MODIFY', 'suspended', 'active'],
    ['goes', 'REMOVE', 'deleting', undefined],
  ] as const)('a business that %s', (_, eventName, was, is) => {
    expect(rights(registrationKey(tenant), record(eventName, statuses(was, is)))).toEqual({ v: 1, type: 'business', tenant });
  });

  it('nothing else', () => {
    expect(rights(person, record('MODIFY', versions(1, 1)))).toBeUndefined();
    expect(rights(person, record('REMOVE', versions(1, undefined)))).toBeUndefined();
    expect(rights({ pk: person.pk, sk: 'BUSINESS' }, record('MODIFY', versions(1, 2)))).toBeUndefined();
    expect(rights(registrationKey(tenant), record('MODIFY', statuses('active', 'active')))).toBeUndefined();
    expect(rights(registrationKey(tenant), record('INSERT', statuses(undefined, 'active')))).toBeUndefined();
  });
});

describe('open pages are closed', () => {
  const membership = membershipKey('leaver', tenant);
  const images = (active: boolean, permissions = ['conversations.view']): Images => ({
    NewImage: { active: { BOOL: active }, permissions: { L: permissions.map((S) => ({ S })) } },
  });

  it.each([
    ['was removed', record('REMOVE')],
    ['was made inactive', record('MODIFY', images(false))],
    ['lost the right to see conversations', record('MODIFY', images(true, ['services.view']))],
  ])('of a membership that %s', (_, ended) => {
    expect(ending(membership, ended)).toEqual({ v: 1, type: 'membership', tenant, sub: 'leaver' });
  });

  it.each(['suspended', 'deleting'])('of a business that is %s', (status) => {
    expect(ending(registrationKey(tenant), record('MODIFY', statuses('active', status)))).toEqual({
      v: 1,
      type: 'business',
      tenant,
    });
  });

  it('of a session that was removed', () => {
    const images = { OldImage: { sub: { S: 'leaver' } } };
    expect(ending(sessionKey('one'), record('REMOVE', images))).toEqual({ v: 1, type: 'session', session: 'one', sub: 'leaver' });
    expect(ending(sessionKey('one'), record('MODIFY', images))).toBeUndefined();
  });

  it('of nothing else', () => {
    expect(ending(membership, record('MODIFY', images(true)))).toBeUndefined();
    expect(ending(registrationKey(tenant), record('MODIFY', statuses('active', 'active')))).toBeUndefined();
    expect(ending(platformAdminKey('leaver'), record('REMOVE'))).toBeUndefined();
  });
});

it('jobs of one thing are done one after the other, and each record is queued once', () => {
  const job = (id: string, eventID: string) =>
    rightsJob(employeeKey(tenant, EmployeeId.parse(id)), record('MODIFY', versions(1, 2), eventID));
  const [one, again, later, other] = [
    job(employeeId, 'e1'),
    job(employeeId, 'e1'),
    job(employeeId, 'e2'),
    job('01j0000000000000000000000d', 'e1'),
  ];
  expect(again).toEqual(one);
  expect(later?.group).toBe(one?.group);
  expect(later?.deduplication).not.toBe(one?.deduplication);
  expect(other?.group).not.toBe(one?.group);
});
