import type { BusinessProfile, Business as ShownBusiness } from '../../contract/businesses.ts';
import { changeRegistration } from '../_businesses/change-registration.ts';
import { slugTaken } from '../_businesses/found.ts';
import { shownBusiness } from '../_businesses/shown.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { type Business, businessChange, getBusiness } from '../_data/business.ts';
import { claimSlug, getRegistration, type Registration, releaseSlug } from '../_data/registration.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';

/** Who asks, for the audit log. */
export interface Asked {
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  readonly now: number;
}

/** Changes what the business says of itself, made from the version `ifMatch`. */
export async function updateBusiness(
  store: TenantTable,
  platform: PlatformTable,
  asked: Asked & { readonly ifMatch: number; readonly body: Partial<BusinessProfile> },
): Promise<ShownBusiness | ProblemResult> {
  const { ifMatch, body, now } = asked;
  let left: Registration | undefined;
  const updated = await changeRegistration<ShownBusiness>(store, platform, async () => {
    left = undefined;
    const [was, business] = await Promise.all([getRegistration(store, store.tenant), getBusiness(store)]);
    if (!was || !business) return notFound();
    if (business.version !== ifMatch) return changed(changedSince(business, ifMatch));
    const change = differing(business, body);
    if (Object.keys(change).length === 0) return { unchanged: shownBusiness(was, business) };
    const { slug = was.slug, name = was.name, timezone = was.timezone, languages = was.languages } = change;
    if (slug !== was.slug) {
      if ((await claimSlug(platform, { ...was, slug, version: was.version + 1 }, now)) === 'taken') return slugTaken();
      failPoint('business-settings.after-slug');
      left = was;
    }
    const next = businessChange(store, business, change);
    const entry = {
      action: 'business.updated' as const,
      by: byEmployee(asked.employee),
      thing: { type: 'business', id: store.tenant, name },
      before: Object.fromEntries(Object.keys(change).map((field) => [field, { ...business }[field]])),
      after: change,
      from: asked.sourceIp,
      requestId: asked.requestId,
    };
    return {
      was,
      change: { slug, name, timezone, languages },
      writes: [next.write, auditPut(store, entry, now)],
      result: (registration) => shownBusiness(registration, next.business),
    };
  });
  if (left && !isProblem(updated) && left.slug !== updated.slug) await releaseSlug(platform, left);
  return updated;
}

/** Only what is not so already. */
const differing = (business: Business, body: Partial<BusinessProfile>): Partial<BusinessProfile> =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([field, value]) => value !== undefined && JSON.stringify({ ...business }[field]) !== JSON.stringify(value),
    ),
  );

const changedSince = ({ changedIn = {} }: Business, version: number): string[] =>
  Object.entries(changedIn).flatMap(([field, at]) => (at > version ? [field] : []));
