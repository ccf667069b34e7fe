import * as z from 'zod';
import { ConversationId, CustomerId, type TenantId } from '../../contract/ids.ts';
import { bookingKey, bookingPartition, bookingSort } from './keys.ts';
import { ServiceId } from './service.ts';

const ulid = /^[0-9a-hjkmnp-tv-z]{26}$/;
export const BookingId = z.string().regex(ulid).brand<'BookingId'>();
export type BookingId = z.infer<typeof BookingId>;

export const bookingStatuses = ['held', 'pending', 'confirmed', 'completed', 'cancelled', 'no-show'] as const;

export const Payment = z.object({
  status: z.string().max(40).optional(),
  method: z.string().max(40).optional(),
  /** A tracking number (MTCN) or the provider's reference. */
  reference: z.string().max(200).optional(),
  paidAt: z.int().optional(),
});

/** An appointment or a delivery that a customer ordered. All times are milliseconds. */
export const Booking = z.object({
  id: BookingId,
  customerId: CustomerId,
  conversationId: ConversationId.optional(),
  serviceId: ServiceId.optional(),
  /** As it was called when it was booked. */
  serviceName: z.string().optional(),
  tier: z.string().optional(),
  /** Of an appointment its begin, of a delivery the day it was promised for. */
  startsAt: z.int(),
  endsAt: z.int().optional(),
  status: z.enum(bookingStatuses),
  /** Minor units of `currency`. */
  price: z.int().nonnegative().optional(),
  currency: z.string().length(3).optional(),
  notes: z.string().optional(),
  calendarEventId: z.string().optional(),
  meetingUrl: z.string().optional(),
  payment: Payment.optional(),
  createdAt: z.int().optional(),
  version: z.int(),
});
export type Booking = z.infer<typeof Booking>;

/** An item of its own, so that moving it in time keeps its key; the index lists a business's bookings by time. */
export const bookingItem = (tenant: TenantId, booking: Booking) => ({
  ...bookingKey(tenant, booking.id),
  gsi1pk: bookingPartition(tenant),
  gsi1sk: bookingSort(booking.startsAt, booking.id),
  ...booking,
});
