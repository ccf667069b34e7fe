import * as z from 'zod';
import { Booking } from '../../lambdas/_data/booking.ts';
import { type Offer, Service } from '../../lambdas/_data/service.ts';
import { words } from './columns.ts';
import { currency, flag, id, isNothing, json, line, minorUnits, type Times, text, time, whole, word } from './values.ts';

export const ServiceRecord = Service.omit({ id: true, version: true }).extend({ id: z.string(), version: z.int() });
export type ServiceRecord = z.infer<typeof ServiceRecord>;
export const BookingRecord = Booking.omit({ id: true, customerId: true, conversationId: true, serviceId: true }).extend({
  id: z.string(),
  customer: z.string(),
  service: z.string().optional(),
});
export type BookingRecord = z.infer<typeof BookingRecord>;

const Translations = z.record(z.string().max(35), z.string().max(5_000));
const OfferCell = z.object({
  tier: z.string().min(1).max(40),
  price: z.union([z.string(), z.number()]),
  currency: z.string().length(3).optional(),
  minutes: z.int().positive().optional(),
  days: z.int().nonnegative().optional(),
});
const centuryMs = 100 * 365 * 24 * 3_600_000;

const priced = (cell: unknown, code: string): number | undefined => minorUnits(String(cell), code);

interface Sales extends Times {
  /** Of the business, for prices without one. */
  readonly currency: string;
  /** Of the business, for names without one. */
  readonly language: string;
}

export const serviceSchema = (place: Sales) =>
  z
    .looseObject({
      id,
      names: json(Translations).optional(),
      name: line(200).optional(),
      nameEn: line(200).optional(),
      nameAr: line(200).optional(),
      nameTr: line(200).optional(),
      descriptions: json(Translations).optional(),
      description: text(5_000).optional(),
      descriptionEn: text(5_000).optional(),
      descriptionAr: text(5_000).optional(),
      descriptionTr: text(5_000).optional(),
      category: line(80).optional(),
      price: z.unknown().optional(),
      currency: currency.optional(),
      minutes: whole(1, 1_440).optional(),
      days: whole(0, 365).optional(),
      tier: line(40).optional(),
      tiers: json(z.array(OfferCell).max(20)).optional(),
      active: flag.optional(),
      order: whole(-1_000_000, 1_000_000).optional(),
      createdAt: time(place).optional(),
      version: whole(1, 1_000_000_000).optional(),
    })
    .transform((row, ctx): ServiceRecord => {
      const names = row.names ?? named(place.language, row.name, { en: row.nameEn, ar: row.nameAr, tr: row.nameTr });
      if (Object.keys(names).length === 0) return refuse(ctx, 'name', 'is missing');
      const code = row.currency ?? place.currency;
      const cells = row.tiers ?? (isNothing(row.price) ? [] : [oneOffer(row, code)]);
      const offers: Offer[] = [];
      for (const cell of cells) {
        const money = cell.currency ?? code;
        const price = currency.safeParse(money).success ? priced(cell.price, money) : undefined;
        if (price === undefined) return refuse(ctx, 'price', `is not a price in ${money}`);
        offers.push({ tier: cell.tier, price, currency: money, minutes: cell.minutes, days: cell.days });
      }
      return {
        id: row.id,
        names,
        descriptions:
          row.descriptions ??
          named(place.language, row.description, { en: row.descriptionEn, ar: row.descriptionAr, tr: row.descriptionTr }),
        category: row.category,
        offers,
        active: row.active ?? true,
        order: row.order ?? 0,
        createdAt: row.createdAt,
        version: row.version ?? 1,
      };
    });

const oneOffer = (
  row: {
    readonly tier?: string | undefined;
    readonly price?: unknown;
    readonly minutes?: number | undefined;
    readonly days?: number | undefined;
  },
  code: string,
): z.infer<typeof OfferCell> => ({
  tier: row.tier ?? 'standard',
  price: String(row.price),
  currency: code,
  minutes: row.minutes,
  days: row.days,
});

function named(
  main: string,
  plain: string | undefined,
  others: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [language, value] of Object.entries(others)) if (value !== undefined) all[language] = value;
  if (plain !== undefined) all[main] ??= plain;
  return all;
}

export const bookingSchema = (place: Sales) =>
  z
    .looseObject({
      id,
      customer: id,
      service: id.optional(),
      serviceName: line(200).optional(),
      tier: line(40).optional(),
      startsAt: time(place, place.now + centuryMs).optional(),
      endsAt: time(place, place.now + centuryMs).optional(),
      dueAt: time(place, place.now + centuryMs).optional(),
      minutes: whole(1, 1_440).optional(),
      status: word(words.bookingStatus).optional(),
      price: z.unknown().optional(),
      currency: currency.optional(),
      notes: text(20_000).optional(),
      calendarEventId: line(1_024).optional(),
      meetingUrl: line(2_000).optional(),
      paymentStatus: line(40).optional(),
      paymentMethod: line(40).optional(),
      paymentReference: line(200).optional(),
      paidAt: time(place).optional(),
      createdAt: time(place).optional(),
      version: whole(1, 1_000_000_000).optional(),
    })
    .transform((row, ctx): BookingRecord => {
      const startsAt = row.startsAt ?? row.dueAt;
      if (startsAt === undefined) return refuse(ctx, 'startsAt', 'is missing');
      const endsAt = row.endsAt ?? (row.minutes === undefined ? undefined : startsAt + row.minutes * 60_000);
      if (endsAt !== undefined && endsAt < startsAt) return refuse(ctx, 'endsAt', 'is before the beginning');
      const code = row.currency ?? place.currency;
      const price = isNothing(row.price) ? undefined : priced(row.price, code);
      if (!isNothing(row.price) && price === undefined) return refuse(ctx, 'price', `is not a price in ${code}`);
      const payment = {
        status: row.paymentStatus,
        method: row.paymentMethod,
        reference: row.paymentReference,
        paidAt: row.paidAt,
      };
      return {
        id: row.id,
        customer: row.customer,
        service: row.service,
        serviceName: row.serviceName,
        tier: row.tier,
        startsAt,
        endsAt,
        status: row.status ?? 'confirmed',
        price,
        currency: price === undefined ? undefined : code,
        notes: row.notes,
        calendarEventId: row.calendarEventId,
        meetingUrl: row.meetingUrl,
        payment: Object.values(payment).some((value) => value !== undefined) ? payment : undefined,
        createdAt: row.createdAt,
        version: row.version ?? 1,
      };
    });

function refuse(ctx: z.RefinementCtx, field: string, message: string): never {
  ctx.addIssue({ code: 'custom', path: [field], message });
  return z.NEVER;
}
