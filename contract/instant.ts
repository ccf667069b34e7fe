import * as z from 'zod';

/** An instant, UTC, ISO 8601 with milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 });
