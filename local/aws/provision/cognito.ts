import * as z from 'zod';
import type { Provisioner, Provisioners } from '../../parts.ts';
import { digest } from './names.ts';

const flag = z.union([z.boolean(), z.stringbool()]);
const count = z.coerce.number().int();
const UserPoolProperties = z.object({
  UserPoolName: z.string().optional(),
  UsernameAttributes: z.array(z.string()).optional(),
  Policies: z
    .object({
      PasswordPolicy: z.object({
        MinimumLength: count.optional(),
        RequireLowercase: flag.optional(),
        RequireUppercase: flag.optional(),
        RequireNumbers: flag.optional(),
        RequireSymbols: flag.optional(),
        TemporaryPasswordValidityDays: count.optional(),
      }),
    })
    .optional(),
  MfaConfiguration: z.enum(['OFF', 'ON', 'OPTIONAL']).default('OFF'),
  EnabledMfas: z.array(z.literal('SOFTWARE_TOKEN_MFA')).optional(),
  AdminCreateUserConfig: z.object({ AllowAdminCreateUserOnly: flag.optional() }).optional(),
  AutoVerifiedAttributes: z.array(z.string()).optional(),
});
const ClientProperties = z.object({
  ClientName: z.string().optional(),
  UserPoolId: z.string(),
  GenerateSecret: flag.optional(),
  ExplicitAuthFlows: z.array(z.string()).optional(),
  PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).optional(),
  AccessTokenValidity: count.optional(),
  IdTokenValidity: count.optional(),
  RefreshTokenValidity: count.optional(),
  TokenValidityUnits: z.record(z.string(), z.string()).optional(),
  EnableTokenRevocation: flag.optional(),
});

export interface CognitoPlace {
  readonly account: string;
  readonly region: string;
  /** The engine, without the gate. */
  readonly engine: string;
  /** What a token's issuer begins with; the pool's id follows. */
  readonly issuer: string;
}

export function cognitoProvisioners(place: CognitoPlace): Provisioners {
  const userPool: Provisioner = async ({ stack, logicalId, properties }) => {
    const { UserPoolName, ...options } = UserPoolProperties.parse(properties);
    const id = `${place.region}_${digest('pool', stack, logicalId).slice(0, 9)}`;
    const arn = `arn:aws:cognito-idp:${place.region}:${place.account}:userpool/${id}`;
    await call(place.engine, 'PutUserPool', { ...options, Id: id, Arn: arn, Name: UserPoolName ?? logicalId });
    const url = `${place.issuer}/${id}`;
    return { ref: id, attributes: { Arn: arn, UserPoolId: id, ProviderName: url.replace(/^https?:\/\//, ''), ProviderURL: url } };
  };
  const client: Provisioner = async ({ stack, logicalId, properties }) => {
    const { ClientName, GenerateSecret, ...options } = ClientProperties.parse(properties);
    if (GenerateSecret === true) throw new Error(`${logicalId}: the local stage has no user pool clients with a secret`);
    const id = digest('client', stack, logicalId).slice(0, 26);
    await call(place.engine, 'PutUserPoolClient', { ...options, ClientId: id, ClientName: ClientName ?? logicalId });
    return { ref: id, attributes: { ClientId: id, Name: ClientName ?? logicalId } };
  };
  return { 'AWS::Cognito::UserPool': userPool, 'AWS::Cognito::UserPoolClient': client };
}

async function call(engine: string, target: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${target}` };
  const response = await fetch(engine, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${target}: ${await response.text()}`);
}
