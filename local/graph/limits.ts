/** A bucket of `burst` sends that refills at `perSecond`. */
export interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

/** 80 messages a second for a number; one customer about one every 6 s, of which 45 may be used at once. */
export const providerLimits = {
  throughput: { burst: 80, perSecond: 80 },
  pair: { burst: 45, perSecond: 1 / 6 },
} as const satisfies Record<string, Limit>;

/** Counts sends per key; `take` answers false when the key has used up its allowance at `now` (ms). */
export class Buckets {
  private readonly levels = new Map<string, { level: number; at: number }>();

  take(key: string, limit: Limit, now: number): boolean {
    const last = this.levels.get(key) ?? { level: limit.burst, at: now };
    const elapsed = Math.max(0, now - last.at) / 1000;
    const level = Math.min(limit.burst, last.level + elapsed * limit.perSecond);
    const allowed = level >= 1;
    this.levels.set(key, { level: allowed ? level - 1 : level, at: now });
    return allowed;
  }

  clear(): void {
    this.levels.clear();
  }
}
