import type * as z from 'zod';
import type { Business } from '../../contract/businesses.ts';
import type { TenantId } from '../../contract/ids.ts';
import type { platform as routes } from '../../contract/platform.ts';
import { found, slugTaken } from '../_businesses/found.ts';
import { putPointer } from '../_data/platform-audit.ts';
import { type Inviting, invite } from '../_people/invite.ts';
import { hashOf } from '../_shared/http-versions.ts';
import { linkBase } from '../_shared/mail.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import { type Asked, byPlatform, type PlatformDependencies } from './asked.ts';

export type CreateDependencies = PlatformDependencies &
  Pick<Inviting, 'sendMail' | 'pause'> & { readonly environment: NodeJS.ProcessEnv };

type Body = z.infer<(typeof routes.routes.create)['body']>;

/** A business of somebody else, who is invited as its first administrator. */
export async function createFor(
  dependencies: CreateDependencies,
  tenant: TenantId,
  body: Body,
  asked: Asked & { readonly origin: string | undefined },
): Promise<Business | ProblemResult> {
  const { platform, storeOf, sendMail, pause, environment } = dependencies;
  const origin = linkBase(environment, asked.origin);
  if (origin === undefined) {
    return problem('bad-request', 'Send an Origin header with the address of the app: the mailed link leads there.');
  }
  const { plan, admin, ...profile } = body;
  const { now, sourceIp: from, requestId } = asked;
  const madeFrom = hashOf(body);
  const by = byPlatform(asked);
  const store = storeOf(tenant);
  const founded = await found(store, platform, {
    profile,
    plan,
    madeFrom,
    by,
    beforeEntry: (entry) => putPointer(platform, tenant, entry),
    from,
    requestId,
    now,
  });
  if (founded === 'slug-taken') return slugTaken();
  if (isProblem(founded)) return founded;
  // Under the business's own id: trying again finds it, and mails it if that did not happen.
  const wanted = { id: tenant, ...admin, role: 'admin' as const, language: profile.languages[0] ?? 'en', madeFrom };
  const invited = await invite({ store, platform, sendMail, pause, origin }, wanted, {
    author: { type: 'platform', id: by.id, name: by.name },
    now,
    from,
    requestId,
  });
  return isProblem(invited) ? invited : founded.business;
}
