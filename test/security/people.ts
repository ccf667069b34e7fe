import { randomBytes } from 'node:crypto';
import { type Permission, permissions, systemRoles } from '../../contract/permissions.ts';
import { Employee } from '../helpers/api.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { Visitor } from '../helpers/visitor.ts';

/** Businesses and places in them are made by hand in the table, not by the product's own functions. */

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** An id that no other test has; it also serves as one that nobody has. */
export const newId = (): string => `01j${Array.from(randomBytes(23), (byte) => alphabet.charAt(byte & 31)).join('')}`;

const S = (text: string) => ({ S: text });
const N = (number: number) => ({ N: String(number) });

export interface Person {
  readonly email: string;
  readonly sub: string;
  readonly token: string;
  /** Of the browser's session, as a request names it. */
  readonly cookie: string;
}

/** Somebody with an account, signed in. */
export async function newPerson(stage: Stage, name: string): Promise<Person> {
  const visitor = new Visitor(stage);
  const email = await visitor.signUp(`${name}-${randomBytes(4).toString('hex')}@people.example`);
  const { sub } = JSON.parse(Buffer.from(visitor.token.split('.')[1] ?? '', 'base64url').toString());
  return { email, sub, token: visitor.token, cookie: `__Host-fd=${visitor.cookie}` };
}

export async function newBusiness(
  stage: Stage,
  name: string,
  status: 'active' | 'suspended' | 'deleting' = 'active',
): Promise<string> {
  const table = new RawTable(stage);
  const id = newId();
  const slug = `${name.toLowerCase().replaceAll(/[^a-z]/g, '')}-${id.slice(-6)}`;
  const both = { slug: S(slug), name: S(name), timezone: S('Asia/Beirut'), languages: { L: [S('en')] }, version: N(1) };
  await table.set(
    { pk: `TENANT#${id}`, sk: 'TENANT' },
    { ...both, tenant: S(id), status: S(status), plan: S('pro'), createdAt: N(Date.now()) },
  );
  await table.set({ pk: `SLUG#${slug}`, sk: 'SLUG' }, { tenant: S(id) });
  await table.set({ pk: `T#${id}#`, sk: 'BUSINESS' }, { ...both, industry: S('tarot'), currency: S('USD'), hours: { L: [] } });
  return id;
}

export interface Place {
  readonly business: string;
  readonly employeeId: string;
}

/** Gives somebody a place: the employee of the business, and the membership that sign-in reads. */
export async function addMember(
  stage: Stage,
  business: string,
  person: Person,
  role: string,
  rights: readonly Permission[] = role in systemRoles ? systemRoles[role as keyof typeof systemRoles] : [],
): Promise<Place> {
  const table = new RawTable(stage);
  const employeeId = newId();
  const both = {
    name: S(`The ${role}`),
    email: S(person.email),
    role: S(role),
    sub: S(person.sub),
    active: { BOOL: true },
    version: N(1),
  };
  await table.set(
    { pk: `T#${business}#`, sk: `EMPLOYEE#${employeeId}` },
    { ...both, id: S(employeeId), overrides: { M: { grant: { L: [] }, deny: { L: [] } } }, joinedAt: N(Date.now()) },
  );
  await table.set(membershipKey(person, business), {
    ...both,
    tenant: S(business),
    employeeId: S(employeeId),
    permissions: { L: rights.map(S) },
  });
  return { business, employeeId };
}

export const membershipKey = ({ sub }: Pick<Person, 'sub'>, business: string) => ({
  pk: `USER#${sub}`,
  sk: `MEMBER#${business}`,
});

export const makePlatformAdmin = (stage: Stage, { sub, email }: Person): Promise<void> =>
  new RawTable(stage).set({ pk: `PLATFORM#ADMIN#${sub}`, sk: 'ADMIN' }, { email: S(email) });

/** A visit of the platform: sees everything that a permission to view shows. */
export const addVisit = (stage: Stage, business: string, { sub, email }: Person, until: number): Promise<void> =>
  new RawTable(stage).set(membershipKey({ sub }, business), {
    sub: S(sub),
    tenant: S(business),
    employeeId: S(newId()),
    name: S('The platform'),
    email: S(email),
    role: S('viewer'),
    permissions: { L: permissions.filter((one) => one.endsWith('.view')).map(S) },
    active: { BOOL: true },
    version: N(1),
    impersonation: { M: { until: N(until), reason: S('asked by the owner') } },
  });

/** The platform's administrator of the seed, or any other user of the seed, in a new session. */
export async function seeded(stage: Stage, role: string, business = ''): Promise<Employee> {
  const user = stage.outputs.users.find((one) => one.role === role && (one.business ?? '') === business);
  if (!user) throw new Error(`The stage has no ${role}`);
  const visitor = new Visitor(stage);
  await visitor.signIn(user.email, user.password);
  return new Employee(stage, visitor.token, business, user.email, `__Host-fd=${visitor.cookie}`);
}
