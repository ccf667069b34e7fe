import { clientId, Employee, employee, type Reply } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import type { Channel, Stage } from '../helpers/stage.ts';
import { addMember, makePlatformAdmin, newBusiness, newPerson } from '../security/people.ts';

/** A business of its own with people, a number and conversations, so that what is done to it meets no other test. */
export interface Desk {
  readonly business: string;
  readonly founder: Employee;
  /** Has a role of the business's own with `employees.view`. */
  readonly holder: Employee;
  readonly leaver: Employee;
  /** An agent and a manager. */
  readonly readers: readonly [Employee, Employee];
  /** Administrator of the platform, and one of another business. */
  readonly boss: Employee;
  readonly stranger: Employee;
  readonly leaverId: string;
  readonly roleId: string;
  readonly channel: Channel;
  readonly accessToken: string;
  readonly customers: readonly ReturnType<typeof newCustomer>[];
  readonly conversations: readonly string[];
  /** Changes the Meta app at the provider. */
  atProvider(change: object): Promise<{ readonly appSecret: string; readonly accessToken: string }>;
}

const digits = (length: number): string => `9${String(Math.random()).slice(2).padEnd(length, '7')}`.slice(0, length);
const key = () => ({ 'idempotency-key': clientId() });

/** The body of an answer that there must be. */
export async function must(reply: Promise<Reply>): Promise<Reply['body']> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

export async function aDesk(stage: Stage): Promise<Desk> {
  const business = await newBusiness(stage, 'Load');
  const hire = async (name: string, role: string) => {
    const person = await newPerson(stage, name);
    const { employeeId } = await addMember(stage, business, person, role);
    return { id: employeeId, at: new Employee(stage, person.token, business, person.email, person.cookie) };
  };
  const { at: founder } = await hire('founder', 'admin');
  const readers = [(await hire('agent', 'agent')).at, (await hire('manager', 'manager')).at] as const;
  const [holder, leaver] = [await hire('holder', 'viewer'), await hire('leaver', 'agent')];
  const boss = await newPerson(stage, 'boss');
  await makePlatformAdmin(stage, boss);
  const elsewhere = await employee(stage, 'samia', 'admin');
  const role = { name: 'Desk', colour: '#1d7a5f', permissions: ['employees.view'] };
  const { id: roleId } = await must(founder.call('POST', '/v1/roles', role, key()));
  await must(founder.call('PATCH', `/v1/employees/${holder.id}`, { role: roleId }, { 'if-match': '"1"' }));
  const connected = await connect(stage, founder);
  const customers = Array.from({ length: 8 }, () => newCustomer('Sara'));
  for (const customer of customers) await say(connected.channel, customer, 'Hello');
  const heard = await eventually(
    () => founder.inbox(),
    (inbox) => inbox.length === customers.length,
  );
  await settled(stage);
  return {
    ...{ business, founder, readers, roleId, customers, ...connected },
    ...{ holder: holder.at, leaver: leaver.at, leaverId: leaver.id },
    boss: new Employee(stage, boss.token, business, boss.email, boss.cookie),
    stranger: new Employee(stage, elsewhere.token, business, elsewhere.email, elsewhere.cookie),
    conversations: heard.map(({ id }) => id),
  };
}

async function connect(stage: Stage, founder: Employee): Promise<Pick<Desk, 'channel' | 'accessToken' | 'atProvider'>> {
  const appId = digits(15);
  const atProvider: Desk['atProvider'] = (change) =>
    stage.control('POST', '/graph/_apps', { appId, ...change }) as ReturnType<Desk['atProvider']>;
  const ids = { phoneNumberId: digits(15), wabaId: digits(15) };
  const number = digits(12);
  const made = await stage.control('POST', '/graph/_numbers', { ...ids, number, appId, name: 'Load' });
  const { accessToken, appSecret } = made as { accessToken: string; appSecret: string };
  const body = { name: 'Load', ...ids, accessToken, appSecret };
  const connected = await must(founder.call('POST', '/v1/channels', body, key()));
  const { id, webhookUrl: webhook } = connected.channel;
  const { verifyToken } = connected;
  await atProvider({ callbackUrl: webhook, verifyToken });
  const { phoneNumberId } = ids;
  return { atProvider, accessToken, channel: { id, provider: 'meta', phoneNumberId, number, webhook, appSecret, verifyToken } };
}
