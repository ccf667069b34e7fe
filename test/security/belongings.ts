import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { bodyOf, changeOf, newCustomer, newWamid, post, say, statusOf } from '../helpers/provider.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { newUpload, uploaded } from '../helpers/uploads.ts';
import { newId } from './people.ts';
import { routeOf, send } from './requests.ts';

/** One of everything that a business owns, with its canary in every text that people can write. */
export interface Belongings {
  readonly admin: Employee;
  readonly canary: string;
  readonly customer: { readonly waId: string; readonly userId: string };
  readonly customerId: string;
  readonly conversation: string;
  readonly message: string;
  readonly unmatched: string;
  readonly cannedResponse: string;
  readonly knowledge: string;
  readonly playgroundCase: string;
  readonly label: string;
  readonly role: string;
  readonly invitation: string;
  readonly export: string;
  readonly channel: string;
  readonly employee: string;
  readonly erasure: string;
  readonly upload: string;
  /** In the library. */
  readonly file: string;
}

async function made(who: Employee, name: string, body?: unknown, params?: Record<string, string>): Promise<string> {
  const reply = await send(who, routeOf(name), { ...(body !== undefined && { body }), ...(params && { params }) });
  if (reply.status >= 300) throw new Error(`${name} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body.id;
}

let count = 0;

export async function belongingsOf(stage: Stage, start: 'samia' | 'isik', canary: string): Promise<Belongings> {
  const admin = await employee(stage, start, 'admin');
  const channel = stage.channel(start);
  const customer = newCustomer(`Customer ${canary}`);
  await say(channel, customer, `Text ${canary}`);
  const { id: conversation, lastMessage, customer: known } = await admin.heardFrom(customer.waId);
  const unmatched = newWamid(canary);
  await post(channel, bodyOf([changeOf(channel, { statuses: [statusOf(customer, { id: unmatched, status: 'delivered' })] })]));
  await eventually(
    () => admin.unmatchedStatus(unmatched),
    (status) => status !== undefined,
  );
  count += 1;
  const shortcut = `canary-${Date.now().toString(36)}${count}`;
  const text = { en: `Canned ${canary}` };
  const cannedResponse = await made(admin, 'POST /v1/canned-responses', {
    title: `Title ${canary}`,
    shortcut,
    category: canary,
    text,
  });
  const knowledge = await made(admin, 'POST /v1/knowledge/texts', { title: `Text ${canary}`, text: `Read ${canary}` });
  const playgroundCase = await made(admin, 'POST /v1/playground/cases', {
    name: `Case ${canary}`,
    messages: [{ from: 'customer', text: `Typed ${canary}` }],
    expect: { says: [canary] },
  });
  // 40 letters at most, of both
  const label = await made(admin, 'POST /v1/labels', { name: `Label ${canary}`.slice(0, 40), colour: '#1d7a5f' });
  await made(admin, 'POST /v1/conversations/{id}/notes', { clientId: clientId(), text: `Note ${canary}` }, { id: conversation });
  // What is searched follows what is written by a second.
  const found = (path: string, count: number) =>
    eventually(
      () => admin.call('GET', `/v1/search/${path}`),
      ({ body }) => body.items.length >= count,
    );
  await found(`messages?q=${encodeURIComponent(canary)}`, 2);
  await found(`customers?q=${customer.waId}`, 1);
  const role = await made(admin, 'POST /v1/roles', { name: canary.slice(0, 40), colour: '#1d7a5f', permissions: [] });
  const email = `${canary}-${Date.now()}@canary.example`;
  const invitation = await made(admin, 'POST /v1/invitations', { email, name: `Guest ${canary}`, role, language: 'en' });
  const { items: people } = (await admin.call('GET', '/v1/employees')).body;
  return {
    admin,
    canary,
    customer,
    customerId: known.id,
    conversation,
    message: lastMessage?.id ?? '',
    unmatched,
    cannedResponse,
    knowledge,
    playgroundCase,
    label,
    role,
    invitation,
    export: await exportOf(admin),
    channel: channel.id,
    employee: people[0].id,
    erasure: await erasureIn(stage, admin.business, people[0].id),
    ...(await filesOf(admin, canary)),
  };
}

/** The one that is in the library of whoever has this canary. */
export const documentOf = (canary: string) =>
  ({ kind: 'document', mimeType: 'text/plain', bytes: Buffer.from(`Document ${canary}`), name: `${canary}.txt` }) as const;

/** A document that is in the library, and one that is on its way there. */
async function filesOf(admin: Employee, canary: string): Promise<Pick<Belongings, 'upload' | 'file'>> {
  const file = await uploaded(admin, documentOf(canary));
  const another = { ...documentOf(canary), bytes: Buffer.from(`Another ${canary}`) };
  return { file, upload: (await newUpload(admin, another)).body.id };
}

/** One at a time is under way in a business. */
async function exportOf(admin: Employee): Promise<string> {
  const asked = await send(admin, routeOf('POST /v1/business/exports'));
  const id = asked.status === 202 ? asked.body.id : (await admin.call('GET', '/v1/business/exports')).body.items[0].id;
  await eventually(
    () => admin.call('GET', `/v1/business/exports/${id}`),
    ({ body }) => body.state === 'done',
    { withinMs: 60_000 },
  );
  return id;
}

/** One that is done: a real one would take a customer away while others look. */
async function erasureIn(stage: Stage, business: string, person: string): Promise<string> {
  const id = newId();
  const key = { pk: `T#${business}#`, sk: `ERASURE#${id}` };
  await new RawTable(stage).set(key, {
    ...{ id: { S: id }, state: { S: 'done' }, customers: { L: [] }, removed: { N: '3' } },
    ...{ requestedAt: { N: '1' }, finishedAt: { N: '2' }, by: { M: { id: { S: person }, name: { S: 'Nour' } } } },
  });
  return id;
}
