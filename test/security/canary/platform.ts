import type { Stage } from '../../helpers/stage.ts';
import { type Life, letterTo, signIn } from './business.ts';
import { Somebody } from './wire.ts';

/** An administrator of the platform, whose answers about a business go over that business's wire. */
export async function platformAdmin({ stage, wire }: { readonly stage: Stage; readonly wire: Life['wire'] }): Promise<Somebody> {
  const user = stage.outputs.users.find(({ role }) => role === 'platform-admin');
  if (!user) throw new Error('The stage has no administrator of the platform');
  const admin = new Somebody(stage, wire, user.email);
  await signIn(admin, user.password);
  return admin;
}

/** What the platform does to one business, and a second business that it makes for the same people. */
export async function governAbout(life: Life): Promise<void> {
  const { canary, founder } = life;
  const admin = await platformAdmin(life);
  const params = { id: founder.business };
  const email = `${canary.of('made-admin')}@canary.example`;
  const { body: made } = await admin.ask('POST /v1/platform/businesses', {
    body: {
      name: canary.of('made-business'),
      slug: canary.of('made-slug'),
      industry: 'salon',
      timezone: 'Asia/Beirut',
      currency: 'USD',
      languages: ['en'],
      hours: [],
      plan: 'starter',
      admin: { email, name: canary.of('made-admin-name') },
    },
  });
  canary.also(made.id);
  const letter = await letterTo(life, email);
  life.wire.secrets.add(/\/join#([\w-]{43})\s/.exec(letter.text)?.[1] ?? '');
  await admin.ask('GET /v1/platform/businesses', { query: { search: canary.word } });
  await admin.ask('POST /v1/platform/businesses/{id}/suspend', { params, body: { reason: canary.of('suspended-because') } });
  await founder.attempt('GET /v1/business');
  await admin.ask('POST /v1/platform/businesses/{id}/reactivate', { params });
  await admin.ask('POST /v1/platform/businesses/{id}/impersonation', { params, body: { reason: canary.of('visited-because') } });
  admin.business = founder.business;
  for (const route of ['GET /v1/conversations', 'GET /v1/employees', 'GET /v1/audit', 'GET /v1/channels']) await admin.ask(route);
  admin.business = '';
  await admin.ask('DELETE /v1/platform/businesses/{id}/impersonation', { params });
  await admin.ask('GET /v1/platform/businesses/{id}', { params });
  await admin.ask('POST /v1/session/logout');
}

/** A plan with room for what follows. */
export async function giveRoom(life: Life): Promise<void> {
  const admin = await platformAdmin(life);
  const body = { plan: 'pro' };
  await admin.ask('PUT /v1/platform/businesses/{id}/plan', { params: { id: life.founder.business }, body });
  await admin.ask('POST /v1/session/logout');
}

/** To be deleted, and kept: by its administrator, then by the platform. Both are told by e-mail. */
export async function thinkBetter(life: Life): Promise<void> {
  const { canary, founder } = life;
  const request = { body: { name: canary.of('business-renamed') } };
  await founder.ask('POST /v1/business/deletion', request);
  await letterTo(life, founder.email);
  await founder.ask('DELETE /v1/business/deletion');
  await letterTo(life, founder.email);
  await founder.ask('POST /v1/business/deletion', request);
  const admin = await platformAdmin(life);
  await admin.ask('DELETE /v1/platform/businesses/{id}/deletion', { params: { id: founder.business } });
  await admin.ask('POST /v1/session/logout');
}
