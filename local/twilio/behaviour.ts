import * as z from 'zod';

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
const Status = z.enum(['queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed']);
export type Status = z.infer<typeof Status>;

/** What happens to the next `times` requests of a kind. */
const Fail = z.strictObject({
  times: z.int().positive().default(1),
  of: z.enum(['messages', 'account', 'media']).default('messages'),
  /** HTTP status of the answer; without `code` a bare one, as of a broken gateway. */
  status: z.int().min(400).max(599).optional(),
  /** Twilio's error code in the answer, with its own status unless another is given. */
  code: z.int().optional(),
  /** Milliseconds before the answer. */
  delayMs: z.int().nonnegative().default(0),
  /** Cut the connection without an answer: `before` nothing was taken, `after` the message was accepted and goes out. */
  drop: z.enum(['before', 'after']).optional(),
  /** Accepted, then reported with this code. */
  later: z.int().optional(),
  /** Of a file: sends the platform there. */
  redirect: z.string().optional(),
});
export type Fail = z.infer<typeof Fail>;

const Settings = z.strictObject({
  fail: z.union([z.array(Fail), Fail.transform((one) => [one])]).default([]),
  statuses: z
    .strictObject({
      /** Reported after a send, in this order. */
      order: z.array(Status).default(['sent', 'delivered', 'read']),
      /** Milliseconds before each. */
      delayMs: z.int().nonnegative().default(60),
      /** Keep them back until set to false again. */
      hold: z.boolean().default(false),
    })
    .prefault({}),
});
type Settings = z.infer<typeof Settings>;

/** How the stand-in is told to behave, until told otherwise. */
export class Behaviour {
  private settings: Settings = Settings.parse({});

  /** Replaces the parts that `wanted` names and leaves the others; nothing changes when it is not understood. */
  change(wanted: unknown): z.ZodError | undefined {
    const parsed = Settings.safeParse(wanted);
    if (!parsed.success) return parsed.error;
    const named = new Set(Object.keys(z.looseObject({}).parse(wanted)));
    this.settings = {
      fail: named.has('fail') ? parsed.data.fail : this.settings.fail,
      statuses: named.has('statuses') ? parsed.data.statuses : this.settings.statuses,
    };
    return undefined;
  }

  reset(): void {
    this.settings = Settings.parse({});
  }

  get current(): Settings {
    return this.settings;
  }

  /** The failure for this request, if there is one; it is used up. */
  take(of: Fail['of']): Fail | undefined {
    const { fail } = this.settings;
    const found = fail.find((one) => one.of === of);
    if (found === undefined) return undefined;
    found.times -= 1;
    if (found.times === 0) fail.splice(fail.indexOf(found), 1);
    return found;
  }
}
