import type { channels } from '../../contract/channels.ts';
import { getChannel, listChannels } from '../_data/channel.ts';
import { listChannelHealth } from '../_data/channel-health.ts';
import { listHooks } from '../_data/hook.ts';
import type { RouteHandler } from '../_shared/http.ts';
import { notFound } from '../_shared/http-request.ts';
import { check } from './check.ts';
import { connect } from './connect.ts';
import type { ChannelsDependencies } from './dependencies.ts';
import { disconnect } from './disconnect.ts';
import { rename, replaceAccessToken, replaceAppSecret, replaceVerifyToken } from './replace.ts';
import { show, shown } from './shown.ts';

type Routes = typeof channels.routes;

export function channelRoutes(dependencies: ChannelsDependencies): {
  readonly [Name in keyof Routes]: RouteHandler<Routes[Name]>;
} {
  const { storeOf } = dependencies;
  return {
    async list({ tenant, now }) {
      const store = storeOf(tenant);
      const [all, hooks, healths] = await Promise.all([listChannels(store), listHooks(store), listChannelHealth(store)]);
      const items = all.map((channel) =>
        shown(channel, dependencies, {
          hook: hooks.find(({ id }) => id === channel.hookId),
          health: healths.find(({ channelId }) => channelId === channel.id),
          now,
        }),
      );
      return { items };
    },
    async get({ tenant, params, now }) {
      const store = storeOf(tenant);
      const channel = await getChannel(store, params.id, { consistent: true });
      return channel ? show(dependencies, store, channel, now) : notFound();
    },
    connect: (request) => connect(dependencies, request, request.body),
    update: (request) => rename(dependencies, request, request.params.id, request.body.name),
    check: (request) => check(dependencies, request, request.params.id),
    replaceAccessToken: (request) => replaceAccessToken(dependencies, request, request.params.id, request.body.accessToken),
    replaceAppSecret: (request) => replaceAppSecret(dependencies, request, request.params.id, request.body),
    replaceVerifyToken: (request) => replaceVerifyToken(dependencies, request, request.params.id),
    disconnect: (request) => disconnect(dependencies, request, request.params.id),
  };
}
