import { ConversationId, CustomerId } from '../../contract/ids.ts';
import { BookingId, bookingItem } from '../../lambdas/_data/booking.ts';
import { annotationKey } from '../../lambdas/_data/keys.ts';
import { ServiceId, serviceItem } from '../../lambdas/_data/service.ts';
import { idFrom } from './ids.ts';
import { inParallel } from './limiter.ts';
import { AnnotationRecord } from './message-records.ts';
import { putNew } from './message-writes.ts';
import { BookingRecord, ServiceRecord } from './sales-records.ts';
import type { Writing } from './write-thread.ts';

const atOnce = 32;

export async function writeServices(writing: Writing): Promise<void> {
  const { store, staging, tally } = writing;
  await inParallel(staging.each('SELECT data FROM services'), atOnce, async ({ data }) => {
    const record = ServiceRecord.parse(JSON.parse(String(data)));
    const id = ServiceId.parse(idFrom('service', record.id));
    tally.add('services', (await putNew(store, serviceItem(store.tenant, { ...record, id }))).outcome);
  });
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
