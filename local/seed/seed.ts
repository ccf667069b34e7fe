import { createHash } from 'node:crypto';
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../contract/ids.ts';
import { systemRoles } from '../../contract/permissions.ts';
import { assistantSettingsChange, unchosen } from '../../lambdas/_data/assistant-settings.ts';
import { getBusiness, putBusiness } from '../../lambdas/_data/business.ts';
import { putChannel, readChannel } from '../../lambdas/_data/channel.ts';
import { getEmployee, putEmployee } from '../../lambdas/_data/employee.ts';
import { claimNumber, putHook } from '../../lambdas/_data/hook.ts';
import { getMembership, putMembership, putPlatformAdmin } from '../../lambdas/_data/membership.ts';
import { addEntries } from '../../lambdas/_data/platform-index.ts';
import { claimSlug, getRegistration, putRegistration } from '../../lambdas/_data/registration.ts';
import { putService } from '../../lambdas/_data/service.ts';
import { transact } from '../../lambdas/_data/transact.ts';
import { putCounters } from '../../lambdas/_data/usage.ts';
import { encrypt } from '../../lambdas/_shared/envelope.ts';
import { hashOf } from '../../lambdas/_shared/http-versions.ts';
import type { SecretPurpose } from '../../lambdas/_shared/secrets.ts';
import type { Channel } from '../graph/webhook.ts';
import { type ChannelSecrets, channelSecrets } from './channel-secrets.ts';
import type { DataKeys } from './data-keys.ts';
import { type DemoBusiness, demoBusinesses, demoPassword, demoSince, platformAdmin } from './demo.ts';
import { seedKnowledge } from './knowledge.ts';
import { ensureUser } from './people.ts';
import { servicesOf } from './services.ts';

export interface SeedOptions {
  /** Reaches the table with rights over all of it. */
  readonly dynamodb: DynamoDBDocumentClient;
  readonly cognito: CognitoIdentityProviderClient;
  readonly dataKeys: DataKeys;
  readonly table: string;
  readonly userPool: string;
  readonly dataDir: string;
  /** Address of the stage: `http://localhost:4000`. */
  readonly url: string;
  /** What the businesses sell, and what their assistants have read: for them to tell of. */
  readonly services: boolean;
}

/** The parts of `.stage/outputs.json` that the seed knows. */
export interface Seeded {
  readonly businesses: readonly {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly channels: readonly {
      readonly id: string;
      readonly provider: 'meta';
      readonly phoneNumberId: string;
      readonly number: string;
      readonly webhook: string;
      readonly appSecret: string;
      readonly verifyToken: string;
    }[];
  }[];
  /** `business` is the slug; null for the platform admin. */
  readonly users: readonly {
    readonly email: string;
    readonly password: string;
    readonly business: string | null;
    readonly role: string;
  }[];
  /** What the stand-in for the provider knows of the same numbers; not for outputs.json. */
  readonly providerChannels: readonly Channel[];
}

/**
 * Makes the two demo businesses and their people exist. What is there already is left as it is, so that changes survive a
 * restart; only the channels follow the secrets of the data directory.
 */
export async function seed(options: SeedOptions): Promise<Seeded> {
  const secrets = channelSecrets(
    options.dataDir,
    demoBusinesses.map(({ channel }) => channel.phoneNumberId),
  );
  const sub = await ensureUser(options.cognito, options.userPool, { ...platformAdmin, password: demoPassword });
  await putPlatformAdmin({ client: options.dynamodb, table: options.table }, sub, platformAdmin.email);

  const businesses: Seeded['businesses'][number][] = [];
  const providerChannels: Channel[] = [];
  for (const business of demoBusinesses) {
    const { channel, profile } = business;
    const own = secrets[channel.phoneNumberId];
    if (own === undefined) throw new Error(`No secrets for ${channel.phoneNumberId}`);
    await seedBusiness(options, business);
    await seedChannel(options, business, own);
    const { id, phoneNumberId, number, wabaId, appId } = channel;
    const { appSecret, verifyToken, accessToken } = own;
    const webhook = `${options.url}/hooks/webhook-meta/${channel.hookId}`;
    businesses.push({
      id: business.id,
      slug: profile.slug,
      name: profile.name,
      channels: [{ id, provider: 'meta', phoneNumberId, number, webhook, appSecret, verifyToken }],
    });
    providerChannels.push({
      phoneNumberId,
      number,
      wabaId,
      appId,
      name: profile.name,
      accessToken,
      appSecret,
      webhookUrl: webhook,
    });
  }
  const people = demoBusinesses.flatMap(({ profile, people: team }) =>
    team.map(({ email, role }) => ({ email, password: demoPassword, business: profile.slug, role })),
  );
  const everywhere = { email: platformAdmin.email, password: demoPassword, business: null, role: 'platform-admin' };
  return { businesses, users: [...people, everywhere], providerChannels };
}

async function seedBusiness(
  { dynamodb, table, cognito, userPool, services: sells }: SeedOptions,
  business: DemoBusiness,
): Promise<void> {
  const { id: tenant, profile, people } = business;
  const own = { tenant, client: dynamodb, table };
  if ((await getBusiness(own)) === undefined) await putBusiness(own, { ...profile, version: 1 });
  if ((await getRegistration(own, tenant)) === undefined) {
    const { name, slug, timezone, languages } = profile;
    const since = { createdAt: demoSince, version: 1 };
    const registration = { tenant, status: 'active', plan: 'pro', slug, name, timezone, languages, ...since } as const;
    await claimSlug(own, registration, demoSince);
    await addEntries(own, registration);
    await putRegistration(own, registration);
    const services = sells ? servicesOf(profile.slug) : [];
    for (const service of services) await putService(own, service);
    if (sells) await seedKnowledge(own, profile.slug);
    await putCounters(own, { services: services.length, channels: 1 });
    await transact(own, [assistantSettingsChange(own, unchosen, { ...unchosen, on: true })]);
  }
  for (const person of people) {
    const sub = await ensureUser(cognito, userPool, { ...person, password: demoPassword });
    if ((await getEmployee(own, person.id))?.sub !== sub) {
      const overrides = { grant: [], deny: [] };
      await putEmployee(own, { ...person, sub, overrides, active: true, joinedAt: demoSince, version: 1 });
    }
    if ((await getMembership(own, sub, tenant)) !== undefined) continue;
    await putMembership(own, {
      sub,
      tenant,
      employeeId: person.id,
      name: person.name,
      email: person.email,
      role: person.role,
      permissions: [...systemRoles[person.role]],
      active: true,
      version: 1,
    });
  }
}

async function seedChannel(
  options: SeedOptions,
  { id: tenant, profile, channel }: DemoBusiness,
  secrets: ChannelSecrets,
): Promise<void> {
  const own = { tenant, client: options.dynamodb, table: options.table };
  const verify = createHash('sha256').update(secrets.verifyToken).digest('hex');
  const madeFrom = hashOf(secrets);
  // Somebody may have replaced the secrets since; only those of another data directory are of no use.
  if ((await readChannel(own, channel.id))?.madeFrom === madeFrom) return;
  await putChannel(own, {
    id: channel.id,
    provider: 'meta',
    name: profile.name,
    phoneNumberId: channel.phoneNumberId,
    wabaId: channel.wabaId,
    displayNumber: channel.number,
    hookId: channel.hookId,
    token: await seal(options, tenant, 'channel', secrets.accessToken),
    madeFrom,
    version: 1,
  });
  await putHook(own, {
    id: channel.hookId,
    tenant,
    provider: 'meta',
    appId: channel.appId,
    channels: { [channel.phoneNumberId]: channel.id },
    secrets: [{ sealed: await seal(options, tenant, 'webhook', secrets.appSecret) }],
    verify,
    version: 1,
  });
  await claimNumber(own, channel.phoneNumberId, { tenant, channelId: channel.id });
}

async function seal({ dataKeys }: SeedOptions, tenant: TenantId, purpose: SecretPurpose, plaintext: string): Promise<string> {
  const context = { tenant, purpose };
  const { key, wrapped } = await dataKeys(context);
  return encrypt(key, wrapped, context, plaintext);
}
