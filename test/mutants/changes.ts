import { engine, load, type Mutant, unit } from './mutant.ts';

/** Cases 21 and 25: what a warm process keeps, and changes of rights and secrets while everybody works. */
export const changeMutants: readonly Mutant[] = [
  {
    case: 21,
    breaks: 'a secret that one business has opened is there for the next',
    file: 'lambdas/_shared/secrets.ts',
    find: 'const id = `${tenant}|${purpose}|${sealed}`;',
    replace: 'const id = `${purpose}|${sealed}`;',
    ...engine('case-21.one-process'),
  },
  {
    case: 21,
    breaks: 'credentials are kept for whoever came first',
    file: 'lambdas/_shared/tenant.ts',
    find: `    const cached = cache.get(tenant);
    if (cached && clock() < cached.until) return cached.credentials;
    const credentials = assume(tenant);
    cache.set(tenant, {`,
    replace: `    const cached = cache.get('all');
    if (cached && clock() < cached.until) return cached.credentials;
    const credentials = assume(tenant);
    cache.set('all', {`,
    ...engine('case-21.one-process'),
  },
  {
    case: 21,
    breaks: 'cursors of all businesses are signed with the key of the first',
    file: 'lambdas/_data/cursor-key.ts',
    find: `  const known = kept.get(store.tenant);
  if (known) return known;
  const made = load(store, now);
  kept.set(store.tenant, made);`,
    replace: `  const known = kept.get('all');
  if (known) return known;
  const made = load(store, now);
  kept.set('all', made);`,
    ...engine('case-21.one-process'),
  },
  {
    case: 21,
    breaks: 'who is who is remembered without the business',
    file: 'lambdas/inbound/directory.ts',
    find: '`${tenant}|${channelId}|${identity}`',
    replace: '`${channelId}|${identity}`',
    ...engine('case-21.one-process'),
  },
  {
    case: 21,
    breaks: 'a cache that does not have it answers with what it has',
    file: 'lambdas/_shared/lru.ts',
    find: 'const value = this.#entries.get(key);',
    replace: 'const value = this.#entries.get(key) ?? this.#entries.values().next().value;',
    ...engine('case-21.one-process'),
  },
  {
    case: 15,
    breaks: 'a membership that DynamoDB had no capacity for is none',
    file: 'lambdas/_data/membership.ts',
    find: 'if (Object.keys(UnprocessedKeys).length === 0) {',
    replace: 'if (Object.keys(UnprocessedKeys).length >= 0) {',
    ...unit('lambdas/authorizer/reads'),
  },
  {
    case: 3,
    breaks: 'copying a role that was cut off begins anew each time',
    file: 'lambdas/_people/copies.ts',
    find: 'const after = spreading?.version === version ? spreading.after : undefined;',
    replace: 'const after = version < 0 ? spreading?.after : undefined;',
    ...unit('lambdas/_people/copies'),
  },
  {
    case: 3,
    breaks: 'a role that changes again goes on where copying the version before ended',
    file: 'lambdas/_people/copies.ts',
    find: 'const after = spreading?.version === version ? spreading.after : undefined;',
    replace: 'const after = version > 0 ? spreading?.after : undefined;',
    ...unit('lambdas/_people/copies'),
  },
  {
    case: 25,
    breaks: 'a signing key that the pool has taken back counts for as long as the process lives',
    file: 'lambdas/authorizer/access-token.ts',
    find: 'if (clock() < askAt) return;',
    replace: 'if (clock() > 0) return;',
    ...unit('lambdas/authorizer/access-token'),
  },
  {
    case: 25,
    breaks: 'strangers keep a new signing key of the pool from being known',
    file: 'lambdas/authorizer/access-token.ts',
    find: 'const waitSeconds = 1;',
    replace: 'const waitSeconds = 10;',
    ...unit('lambdas/authorizer/access-token'),
  },
  {
    case: 28,
    breaks: 'a token or visit that ended counts until API Gateway asks again',
    file: 'lambdas/_shared/access.ts',
    find: '!signedIn.success || signedIn.data.until <= now',
    replace: '!signedIn.success || signedIn.data.until < 1',
    ...unit('lambdas/_shared/http'),
  },
  {
    case: 25,
    breaks: 'a suspension that its author did not live to finish counts when decisions have run out',
    file: 'lambdas/outbox-relay/people-jobs.ts',
    find: 'return same ? undefined :',
    replace: 'return same || tenant ? undefined :',
    ...unit('lambdas/outbox-relay/people-jobs'),
  },
  {
    case: 25,
    breaks: 'a change of rights is taken for told while API Gateway is still forgetting what was before it',
    file: 'lambdas/memberships/follow-team.ts',
    find: '        next = undefined;\n        const told = forget();',
    replace: '        const told = forget();',
    ...unit('lambdas/memberships/follow-team'),
  },
  {
    case: 25,
    breaks: 'forgetting decisions about a suspended business is left to the stream worker',
    file: 'lambdas/platform/standing.ts',
    find: '  await dependencies.forgetDecisions();\n  // The stream worker',
    replace: '  // The stream worker',
    ...unit('lambdas/platform/platform'),
  },
  {
    case: 25,
    breaks: 'a role that changed is left to the stream worker',
    file: 'lambdas/roles/role-routes.ts',
    find: '      await settleRole(settle, id);\n',
    replace: '',
    ...load('case-25.changes'),
  },
  {
    case: 25,
    breaks: 'somebody who was deactivated works on until decisions have run out',
    file: 'lambdas/employees/team.ts',
    find: '  await settlePerson(settle, id);\n  return answerOf',
    replace: '  return answerOf',
    ...load('case-25.changes'),
  },
  {
    case: 25,
    breaks: 'the first app secret counts on after its hours',
    file: 'lambdas/_webhooks/hook-record.ts',
    find: 'until === undefined || now < until',
    replace: 'until === undefined || now > 0',
    ...load('case-25.changes'),
  },
  {
    case: 25,
    breaks: 'a new app secret ends the one before at once',
    file: 'lambdas/channels/app-secrets.ts',
    find: 'return [{ sealed }, ...counting(hook.secrets)];',
    replace: 'return [{ sealed }];',
    ...load('case-25.changes'),
  },
  {
    case: 25,
    breaks: 'a new app secret counts when warm processes have forgotten the one before',
    file: 'lambdas/_webhooks/hook-record.ts',
    find: 'for (const look of [hooks.load, hooks.loadAgain]) {',
    replace: 'for (const look of [hooks.load]) {',
    ...unit('lambdas/webhook-meta/signature'),
  },
  {
    case: 25,
    breaks: 'a verify token that was replaced counts for a minute more',
    file: 'lambdas/webhook-meta/webhook.ts',
    find: 'const hook = await hooks.loadAgain(id, now());',
    replace: 'const hook = await hooks.load(id, now());',
    ...load('case-25.changes'),
  },
  {
    case: 25,
    breaks: 'the audit log tells the new access token',
    file: 'lambdas/channels/replace.ts',
    find: "{ after: { accessToken: 'changed' } }",
    replace: '{ after: { accessToken } }',
    ...load('case-25.changes'),
  },
];
