import { eventually } from '../../helpers/eventually.ts';
import { newCustomer, say } from '../../helpers/provider.ts';
import type { Connected, Life } from './business.ts';
import { from } from './wire.ts';

type Row = { readonly id: string; readonly customer: { readonly id: string; readonly waId?: string } };

/** Writes down what is known of a customer, and for a while takes somebody else for the same person. */
export async function knowCustomer({ founder, canary }: Life, talked: string, sentFiles: string): Promise<void> {
  const rows: Row[] = (await founder.ask('GET /v1/conversations')).body.items;
  const customerOf = (conversation: string): string => rows.find(({ id }) => id === conversation)?.customer.id ?? '';
  const params = { id: customerOf(talked) };
  const other = customerOf(sentFiles);
  const field = { id: 'own', name: { en: canary.of('field').slice(0, 40) }, kind: 'text' };
  await founder.ask('PUT /v1/customer-fields', { headers: { 'if-match': '"0"' }, body: { fields: [field] } });
  const read = async () => (await founder.ask('GET /v1/customers/{id}', { params })).body;
  await founder.ask('PATCH /v1/customers/{id}', {
    params,
    ...from(await read()),
    body: {
      email: `${canary.of('mail')}@customers.example`,
      tags: [canary.of('tag').slice(0, 40)],
      notes: canary.of('notes'),
      fields: { own: canary.of('value') },
    },
  });
  await founder.ask('GET /v1/customer-fields');

  const preview = (await founder.ask('POST /v1/customers/{id}/merge/preview', { params, body: { other } })).body;
  const body = { other, otherVersion: preview.other.version, keep: {} };
  await founder.ask('POST /v1/customers/{id}/merge', { params, ...from(preview.this), body });
  const both = { id: params.id, other };
  await founder.ask('DELETE /v1/customers/{id}/merges/{other}', { params: both, ...from(await read()) });
  await founder.ask('GET /v1/customers/{id}/export', { params });
}

/** Somebody writes, and wants to be forgotten. */
export async function forget({ founder, canary }: Life, channel: Connected): Promise<void> {
  const customer = newCustomer(canary.of('forgotten'));
  canary.also(customer.waId, customer.userId);
  await say(channel, customer, canary.of('to-be-forgotten'));
  const find = async () => {
    const rows: Row[] = (await founder.ask('GET /v1/conversations')).body.items;
    return rows.find(({ customer: { waId } }) => waId === customer.waId);
  };
  const params = { id: (await eventually(find, (row) => row !== undefined))?.customer.id ?? '' };
  const asked = (await founder.ask('POST /v1/customers/{id}/erasure', { params, body: { typed: customer.waId } })).body;
  canary.also(params.id, asked.id);
  await founder.ask('GET /v1/customer-erasures');
  await founder.ask('GET /v1/customer-erasures/{id}', { params: { id: asked.id } });
}
