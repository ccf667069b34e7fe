import * as z from 'zod';
import { type Limit, providerLimits } from './limits.ts';

const Status = z.enum(['sent', 'delivered', 'read', 'failed']);

/** What happens to the next `times` sends that match. */
const Script = z.strictObject({
  times: z.int().positive().default(1),
  phoneNumberId: z.string().optional(),
  to: z.string().optional(),
  type: z.string().optional(),
  /** Answered at once with this code. */
  error: z.int().optional(),
  /** Instead of the code's own; alone: a bare answer with this status, as of a broken gateway. */
  httpStatus: z.int().min(400).max(599).optional(),
  /** Milliseconds before the answer. */
  delayMs: z.int().nonnegative().default(0),
  /** Cut the connection without an answer: `before` nothing was taken, `after` the message was accepted and goes out. */
  drop: z.enum(['before', 'after']).optional(),
  /** Accepted with 200, then reported as failed with this code. */
  failLater: z.int().optional(),
});
export type Script = z.infer<typeof Script>;

/** What happens to the next `times` requests for a file that match. */
const MediaScript = z.strictObject({
  times: z.int().positive().default(1),
  step: z.enum(['upload', 'look-up', 'download']),
  /** The provider's id of the file; of an upload, of the number. */
  id: z.string().optional(),
  /** A bare answer with this status. */
  httpStatus: z.int().min(400).max(599).optional(),
  /** Of a look-up or an upload: refused with this code. */
  error: z.int().optional(),
  /** Of a look-up: it succeeds, with a link that ended already. */
  expired: z.literal(true).optional(),
  /** Of a look-up: with this link. */
  url: z.string().optional(),
  /** Of a look-up: with this hash, or size. */
  sha256: z.string().optional(),
  size: z.int().optional(),
  /** Of a download: sends the platform elsewhere. */
  redirect: z.string().optional(),
  /** Of a download: bytes without an end; cut off in the middle; other bytes than those that were sent. */
  bytes: z.enum(['endless', 'cut', 'other']).optional(),
  /** Milliseconds before the answer. */
  delayMs: z.int().nonnegative().default(0),
});
export type MediaScript = z.infer<typeof MediaScript>;

const Allowance = z.strictObject({ burst: z.number().positive(), perSecond: z.number().nonnegative() });
const Settings = z.strictObject({
  next: z.array(Script).default([]),
  media: z.array(MediaScript).default([]),
  statuses: z
    .strictObject({
      /** Reported by themselves after a send, in this order; `read` here means without anybody opening the phone. */
      order: z.array(Status).default(['sent', 'delivered']),
      /** Milliseconds before the first and between them. */
      delayMs: z.int().nonnegative().default(60),
      /** Keep them back until set to false again. */
      hold: z.boolean().default(false),
      /** How often each is reported. */
      repeat: z.int().min(1).max(50).default(1),
    })
    .prefault({}),
  limits: z.strictObject({ throughput: Allowance.optional(), pair: Allowance.optional() }).default({}),
});
export type Settings = z.infer<typeof Settings>;

/** How the stand-in is told to behave, until told otherwise. */
export class Behaviour {
  private settings: Settings = Settings.parse({});

  /** Replaces the parts that `wanted` names and leaves the others; nothing changes when it is not understood. */
  change(wanted: unknown): z.ZodError | undefined {
    const parsed = Settings.safeParse(wanted);
    if (!parsed.success) return parsed.error;
    const named = new Set(Object.keys(z.looseObject({}).parse(wanted)));
    this.settings = {
      next: named.has('next') ? parsed.data.next : this.settings.next,
      media: named.has('media') ? parsed.data.media : this.settings.media,
      statuses: named.has('statuses') ? parsed.data.statuses : this.settings.statuses,
      limits: named.has('limits') ? parsed.data.limits : this.settings.limits,
    };
    return undefined;
  }

  reset(): void {
    this.settings = Settings.parse({});
  }

  get current(): Settings {
    return this.settings;
  }

  get limits(): { throughput: Limit; pair: Limit } {
    const { throughput, pair } = this.settings.limits;
    return { throughput: throughput ?? providerLimits.throughput, pair: pair ?? providerLimits.pair };
  }

  /** The script for this send, if there is one; it is used up. */
  take(send: { phoneNumberId: string; to: string; type: string }): Script | undefined {
    const script = this.settings.next.find(
      ({ phoneNumberId, to, type }) =>
        (phoneNumberId ?? send.phoneNumberId) === send.phoneNumberId &&
        (to ?? send.to) === send.to &&
        (type ?? send.type) === send.type,
    );
    if (script === undefined) return undefined;
    script.times -= 1;
    if (script.times === 0) this.settings.next.splice(this.settings.next.indexOf(script), 1);
    return script;
  }

  /** The script for this request for a file, if there is one; it is used up. */
  takeMedia(step: MediaScript['step'], file: string): MediaScript | undefined {
    const { media } = this.settings;
    const script = media.find((one) => one.step === step && (one.id ?? file) === file);
    if (script === undefined) return undefined;
    script.times -= 1;
    if (script.times === 0) media.splice(media.indexOf(script), 1);
    return script;
  }
}
