import * as z from 'zod';
import type { Access } from './decide.ts';

/**
 * Operations that Cognito answers without credentials: what they are given (password, session, code, token) is the proof.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html#user-pools-API-operations
 */
export const publicOperations: ReadonlySet<string> = new Set([
  'InitiateAuth',
  'RespondToAuthChallenge',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'GlobalSignOut',
  'RevokeToken',
  'GetUser',
  'ChangePassword',
  'AssociateSoftwareToken',
  'VerifySoftwareToken',
  'SetUserMFAPreference',
]);

const OfPool = z.object({ UserPoolId: z.string() });

export function cognitoAccess(
  operation: string,
  body: unknown,
  place: { readonly account: string; readonly region: string },
): readonly Access[] {
  const { UserPoolId } = OfPool.parse(body);
  return [
    {
      action: `cognito-idp:${operation}`,
      resource: `arn:aws:cognito-idp:${place.region}:${place.account}:userpool/${UserPoolId}`,
      context: {},
    },
  ];
}
