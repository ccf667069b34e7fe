import { ConversationId, CustomerId } from '../../contract/ids.ts';
import { BookingId, bookingItem } from '../../lambdas/_data/booking.ts';
import { annotationKey, serviceKey } from '../../lambdas/_data/keys.ts';
import { type Service, ServiceId, serviceItem } from '../../lambdas/_data/service.ts';
import { transact } from '../../lambdas/_data/transact.ts';
import { claim } from '../../lambdas/_data/usage.ts';
import { collisionDelay, readItem } from '../../lambdas/_data/write.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { idFrom } from './ids.ts';
import { inParallel } from './limiter.ts';
import { AnnotationRecord } from './message-records.ts';
import { isTooLarge, type Put, putNew } from './message-writes.ts';
import { BookingRecord, ServiceRecord } from './sales-records.ts';
import type { Writing } from './write-thread.ts';

const atOnce = 32;

/** One after the other: they meet in the counter of the plan. */
export async function writeServices({ store, staging, tally }: Writing): Promise<void> {
  for (const { data } of staging.each('SELECT data FROM services')) {
    const record = ServiceRecord.parse(JSON.parse(String(data)));
    const id = ServiceId.parse(idFrom('service', record.id));
    tally.add('services', await addService(store, { ...record, id }));
  }
}

/** Counts whatever the plan allows: what a business brings along stays, and only adding more is refused. */
async function addService(store: TenantTable, service: Service): Promise<Put['outcome']> {
  const Item = serviceItem(store.tenant, service);
  const added = { Put: { TableName: store.table, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  try {
    for (let attempt = 0; ; attempt++) {
      if ((await transact(store, [added, claim(store, 'services')])) === 'done') return 'added';
      if (await readItem(store, serviceKey(store.tenant, service.id))) return 'present';
      await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
    }
  } catch (error) {
    if (isTooLarge(error)) return 'too-large';
    throw error;
  }
}

/** After the threads: only then is it known which customer here is meant. */
export async function writeBookings(writing: Writing): Promise<void> {
  const { store, staging, tally } = writing;
  const rows = staging.each(
    `SELECT b.data, (SELECT t.customer_id FROM threads t WHERE t.customer = coalesce(c.same, c.id) LIMIT 1) AS customer
     FROM bookings b JOIN customers c ON c.id = b.customer`,
  );
  await inParallel(rows, atOnce, async ({ data, customer }) => {
    const { customer: _old, service, ...record } = BookingRecord.parse(JSON.parse(String(data)));
    const booking = {
      ...record,
      id: BookingId.parse(idFrom('booking', record.id)),
      customerId: CustomerId.parse(customer),
      serviceId: service === undefined ? undefined : ServiceId.parse(idFrom('service', service)),
    };
    tally.add('bookings', (await putNew(store, bookingItem(store.tenant, booking))).outcome);
  });
}

/** Reactions, edits and deletions of an export that wait for their message. */
export async function writeAnnotations(writing: Writing): Promise<void> {
  const { store, staging, tally } = writing;
  const rows = staging.each(
    `SELECT a.data, t.conversation_id AS conversation FROM annotations a
     JOIN conversations v ON v.id = a.conversation JOIN threads t ON t.n = v.thread`,
  );
  await inParallel(rows, atOnce, async ({ data, conversation }) => {
    const { annotation, person } = AnnotationRecord.parse(JSON.parse(String(data)));
    const key = annotationKey(store.tenant, ConversationId.parse(conversation), annotation.target, annotation.providerId);
    tally.add('annotations', (await putNew(store, { ...key, a: JSON.stringify(annotation), person })).outcome);
  });
}
