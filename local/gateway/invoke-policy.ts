import * as z from 'zod';
import { matchesArn } from '../functions/registry.ts';

const OneOrMany = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/** What a Lambda authorizer answers: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
export const AuthorizerAnswer = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Version: z.string().optional(),
    Statement: z.array(
      z.strictObject({
        Sid: z.string().optional(),
        Effect: z.enum(['Allow', 'Deny']),
        Action: OneOrMany,
        Resource: OneOrMany,
      }),
    ),
  }),
  /** No objects or lists: API Gateway answers 500 to those. */
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
});
export type AuthorizerAnswer = z.infer<typeof AuthorizerAnswer>;

/** Whether the policy lets a caller invoke this method or route. A Deny wins over every Allow. */
export function allows({ policyDocument }: AuthorizerAnswer, methodArn: string): boolean {
  const effects = policyDocument.Statement.filter(
    ({ Action, Resource }) =>
      Action.some((action) => matchesArn(action.toLowerCase(), 'execute-api:invoke')) &&
      Resource.some((resource) => matchesArn(resource, methodArn)),
  ).map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

/** How functions see the authorizer's context: every value as text. */
export function contextOf({ principalId, context }: AuthorizerAnswer): Record<string, string> {
  const values = Object.entries(context).filter((entry): entry is [string, string | number | boolean] => entry[1] !== null);
  return { ...Object.fromEntries(values.map(([name, value]) => [name, String(value)])), principalId };
}
