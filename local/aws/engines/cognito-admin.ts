import { createPublicKey } from 'node:crypto';
import { NotAuthorizedError, UserNotFoundError } from 'cognito-local/lib/errors.js';
import type { Route } from 'cognito-local/lib/server/Router.js';
import type { Services } from 'cognito-local/lib/services/index.js';
import { jwtVerify } from 'jose';
import * as z from 'zod';

const PutUserPool = z.looseObject({ Id: z.string() });
const PutUserPoolClient = z.looseObject({ UserPoolId: z.string(), ClientId: z.string(), ClientName: z.string() });
const SignOut = z.object({ AccessToken: z.string() });
const AdminSignOut = z.object({ UserPoolId: z.string(), Username: z.string() });

/** Targets cognito-local does not have: resources under ids of our choosing, and signing out everywhere. */
export function adminTargets(services: Services, publicKey: string): Readonly<Record<string, Route>> {
  const key = createPublicKey(publicKey);
  return {
    PutUserPool: async (context, input) => {
      const wanted = PutUserPool.parse(input);
      const pools = await services.cognito.listUserPools(context);
      if (pools.some(({ Id }) => Id === wanted.Id)) {
        const pool = await services.cognito.getUserPool(context, wanted.Id);
        await pool.updateOptions(context, { ...pool.options, ...wanted });
      } else {
        const now = services.clock.get();
        await services.cognito.createUserPool(context, { ...wanted, CreationDate: now, LastModifiedDate: now });
      }
      return {};
    },
    PutUserPoolClient: async (context, input) => {
      const wanted = PutUserPoolClient.parse(input);
      const pool = await services.cognito.getUserPool(context, wanted.UserPoolId);
      const known = await services.cognito.getAppClient(context, wanted.ClientId);
      const now = services.clock.get();
      await pool.saveAppClient(context, { ...wanted, CreationDate: known?.CreationDate ?? now, LastModifiedDate: now });
      return {};
    },
    GlobalSignOut: async (context, input) => {
      const { AccessToken } = SignOut.parse(input);
      const claims = await jwtVerify(AccessToken, key, { currentDate: services.clock.get() }).then(
        ({ payload }) => payload,
        () => {
          throw new NotAuthorizedError('Access Token is not valid');
        },
      );
      const pool = await services.cognito.getUserPoolForClientId(context, z.string().parse(claims.client_id));
      const user = await pool.getUserByUsername(context, z.string().parse(claims.sub));
      if (user === null) throw new NotAuthorizedError('Access Token has been revoked');
      await pool.saveUser(context, { ...user, RefreshTokens: [] });
      return {};
    },
    AdminUserGlobalSignOut: async (context, input) => {
      const { UserPoolId, Username } = AdminSignOut.parse(input);
      const pool = await services.cognito.getUserPool(context, UserPoolId);
      const user = await pool.getUserByUsername(context, Username);
      if (user === null) throw new UserNotFoundError('User does not exist.');
      await pool.saveUser(context, { ...user, RefreshTokens: [] });
      return {};
    },
  };
}
