import type { Life } from './business.ts';

/** Writes down what is known of a customer. */
export async function knowCustomer({ founder, canary }: Life): Promise<void> {
  const [{ customer }] = (await founder.ask('GET /v1/conversations')).body.items;
  const params = { id: customer.id };
  const field = { id: 'own', name: { en: canary.of('field').slice(0, 40) }, kind: 'text' };
  await founder.ask('PUT /v1/customer-fields', { headers: { 'if-match': '"0"' }, body: { fields: [field] } });
  const { version } = (await founder.ask('GET /v1/customers/{id}', { params })).body;
  await founder.ask('PATCH /v1/customers/{id}', {
    params,
    headers: { 'if-match': `"${version}"` },
    body: {
      email: `${canary.of('mail')}@customers.example`,
      tags: [canary.of('tag').slice(0, 40)],
      notes: canary.of('notes'),
      fields: { own: canary.of('value') },
    },
  });
  await founder.ask('GET /v1/customer-fields');
  await founder.ask('GET /v1/customers/{id}/export', { params });
}
