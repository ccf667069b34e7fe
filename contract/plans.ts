import * as z from 'zod';

export const Plan = z.enum(['free', 'starter', 'pro', 'enterprise']);
export type Plan = z.infer<typeof Plan>;

/** What a plan limits: conversations with a customer's message in a calendar month (UTC), people, bookable services, numbers. */
export const Limits = z.object({
  conversations: z.int().nonnegative(),
  employees: z.int().nonnegative(),
  services: z.int().nonnegative(),
  channels: z.int().nonnegative(),
});
export type Limits = z.infer<typeof Limits>;
export type Metered = keyof Limits;

const unlimited = 1_000_000_000;

/** From 80 % of a limit on people are warned (the soft limit); at the limit nothing new begins, and nothing is lost. */
export const softLimitShare = 0.8;
export const plans: Readonly<Record<Plan, Limits>> = {
  free: { conversations: 100, employees: 3, services: 10, channels: 1 },
  starter: { conversations: 1_000, employees: 10, services: 50, channels: 2 },
  pro: { conversations: 10_000, employees: 50, services: 500, channels: 10 },
  enterprise: { conversations: unlimited, employees: 5_000, services: 10_000, channels: 100 },
};

export const Usage = z
  .object({
    /** Calendar month of the counters, UTC: 2026-11 */
    month: z.string(),
    plan: Plan,
    items: z.array(
      z.object({
        metered: Limits.keyof(),
        used: z.int().nonnegative(),
        limit: z.int().nonnegative(),
        state: z.enum(['ok', 'soft', 'hard']),
      }),
    ),
    /** That models have nearly, or quite, used up what they may cost in the month. */
    assistant: z.enum(['near', 'reached']).optional(),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof Usage>;
