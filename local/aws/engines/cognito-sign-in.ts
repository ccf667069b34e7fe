import { randomUUID } from 'node:crypto';
import {
  CodeMismatchError,
  CognitoError,
  ExpiredCodeError,
  InvalidParameterError,
  NotAuthorizedError,
  UserNotFoundError,
} from 'cognito-local/lib/errors.js';
import type { Route } from 'cognito-local/lib/server/Router.js';
import type { AppClient } from 'cognito-local/lib/services/appClient.js';
import type { Context } from 'cognito-local/lib/services/context.js';
import type { Services } from 'cognito-local/lib/services/index.js';
import type { User, UserPoolService } from 'cognito-local/lib/services/userPoolService.js';
import { decodeJwt } from 'jose';
import * as z from 'zod';
import type { OneTimeCodes } from './cognito-second-factor.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html: AuthSessionValidity */
const sessionLifetimeMs = 3 * 60_000;
const codeLifetimeMs = 60 * 60_000;
const attemptsPerCode = 5;
const attemptsBeforeLockout = 5;
const lockoutMs = 15 * 60_000;

const InitiateAuth = z.object({
  ClientId: z.string(),
  AuthFlow: z.string(),
  AuthParameters: z.record(z.string(), z.string()).default({}),
});
const Respond = z.object({
  ClientId: z.string(),
  ChallengeName: z.string(),
  Session: z.string().optional(),
  ChallengeResponses: z.record(z.string(), z.string()).default({}),
});
const Forgot = z.object({ ClientId: z.string(), Username: z.string() });
const Confirm = z.object({ ClientId: z.string(), Username: z.string(), ConfirmationCode: z.string(), Password: z.string() });
const Tokens = z.object({ AccessToken: z.string(), RefreshToken: z.string().optional(), IdToken: z.string() });
const Answer = z.looseObject({
  AuthenticationResult: Tokens.optional(),
  Session: z.string().optional(),
  ChallengeName: z.string().optional(),
});

interface ChallengeSession {
  readonly username: string;
  readonly challenge: string | undefined;
  readonly until: number;
  wrong: number;
}

/**
 * What cognito-local leaves out of signing in, as Cognito does it: the temporary password is checked, a challenge session
 * belongs to one user and ends, passwords and codes cannot be guessed, unknown users are not revealed, refresh tokens expire.
 */
export function signInTargets(
  services: Services,
  base: (target: string) => Route,
  oneTimeCodes: OneTimeCodes,
): Readonly<Record<string, Route>> {
  const sessions = new Map<string, ChallengeSession>();
  const lockout = new Lockout();
  const codes = new Map<string, { readonly until: number; attempts: number }>();
  const now = (): number => services.clock.get().getTime();

  const initiateAuth: Route = async (context, input) => {
    const request = parse(InitiateAuth, input);
    const { pool, client } = await find(services, context, request.ClientId);
    if (request.AuthFlow.startsWith('REFRESH_TOKEN')) {
      const token = request.AuthParameters.REFRESH_TOKEN ?? '';
      const user = await pool.getUserByRefreshToken(context, token);
      if (user === null || !user.Enabled) throw new NotAuthorizedError('Invalid Refresh Token');
      if ((decodeJwt(token).exp ?? 0) * 1000 <= now()) throw new NotAuthorizedError('Refresh Token has expired');
      return complete(await base('InitiateAuth')(context, request));
    }
    const name = request.AuthParameters.USERNAME ?? '';
    const user = await pool.getUserByUsername(context, name);
    if (user === null && !hidesUsers(client)) throw new UserNotFoundError('User does not exist.');
    lockout.check(user?.Username ?? name, now());
    if (user === null || user.Password !== request.AuthParameters.PASSWORD) {
      lockout.count(user?.Username ?? name, now());
      throw new NotAuthorizedError('Incorrect username or password.');
    }
    lockout.forget(user.Username);
    if (!user.Enabled) throw new NotAuthorizedError('User is disabled.');
    const answer = complete(await base('InitiateAuth')(context, request));
    if (answer.Session !== undefined) {
      sessions.set(answer.Session, {
        username: user.Username,
        challenge: answer.ChallengeName,
        until: now() + sessionLifetimeMs,
        wrong: 0,
      });
    }
    return answer;
  };

  const respondToAuthChallenge: Route = async (context, input) => {
    const request = parse(Respond, input);
    const { pool } = await find(services, context, request.ClientId);
    const session = sessions.get(request.Session ?? '');
    const user = await pool.getUserByUsername(context, request.ChallengeResponses.USERNAME ?? '');
    if (
      user === null ||
      session === undefined ||
      session.username !== user.Username ||
      session.challenge !== request.ChallengeName ||
      session.until <= now()
    ) {
      throw new NotAuthorizedError('Invalid session for the user, session is expired.');
    }
    if (request.ChallengeName === 'SOFTWARE_TOKEN_MFA') {
      try {
        oneTimeCodes.check(user, request.ChallengeResponses.SOFTWARE_TOKEN_MFA_CODE ?? '');
      } catch (error) {
        session.wrong += 1;
        if (session.wrong >= attemptsPerCode) sessions.delete(request.Session ?? '');
        throw error;
      }
    }
    if (request.ChallengeName === 'NEW_PASSWORD_REQUIRED') checkPassword(pool, request.ChallengeResponses.NEW_PASSWORD ?? '');
    const answer = complete(await base('RespondToAuthChallenge')(context, request));
    sessions.delete(request.Session ?? '');
    const refreshToken = answer.AuthenticationResult?.RefreshToken;
    if (refreshToken !== undefined) {
      const changed = await pool.getUserByUsername(context, user.Username);
      if (changed !== null) await pool.storeRefreshToken(context, refreshToken, changed);
    }
    return answer;
  };

  const forgotPassword: Route = async (context, input) => {
    const request = parse(Forgot, input);
    const { pool, client } = await find(services, context, request.ClientId);
    const user = await pool.getUserByUsername(context, request.Username);
    if (user === null) {
      if (!hidesUsers(client)) throw new UserNotFoundError();
      return { CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: masked(request.Username) } };
    }
    await base('ForgotPassword')(context, request);
    codes.set(user.Username, { until: now() + codeLifetimeMs, attempts: 0 });
    return { CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: masked(emailOf(user)) } };
  };

  const confirmForgotPassword: Route = async (context, input) => {
    const request = parse(Confirm, input);
    const { pool, client } = await find(services, context, request.ClientId);
    const user = await pool.getUserByUsername(context, request.Username);
    if (user === null) throw hidesUsers(client) ? new CodeMismatchError() : new UserNotFoundError();
    const code = codes.get(user.Username);
    if (code === undefined || code.until <= now() || user.ConfirmationCode === undefined) throw new ExpiredCodeError();
    code.attempts += 1;
    if (code.attempts > attemptsPerCode) {
      throw new CognitoError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
    }
    if (request.ConfirmationCode !== user.ConfirmationCode) throw new CodeMismatchError();
    checkPassword(pool, request.Password);
    codes.delete(user.Username);
    return base('ConfirmForgotPassword')(context, request);
  };

  return {
    InitiateAuth: initiateAuth,
    RespondToAuthChallenge: respondToAuthChallenge,
    ForgotPassword: forgotPassword,
    ConfirmForgotPassword: confirmForgotPassword,
  };
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) throw new InvalidParameterError(z.prettifyError(result.error));
  return result.data;
}

async function find(
  services: Services,
  context: Context,
  clientId: string,
): Promise<{ pool: UserPoolService; client: AppClient }> {
  const pool = await services.cognito.getUserPoolForClientId(context, clientId);
  const client = await services.cognito.getAppClient(context, clientId);
  if (client === null) throw new NotAuthorizedError();
  return { pool, client };
}

function hidesUsers(client: AppClient): boolean {
  return client.PreventUserExistenceErrors === 'ENABLED';
}

/** cognito-local leaves out how long the access token lives. */
function complete(answer: unknown): z.infer<typeof Answer> {
  const { AuthenticationResult: tokens, ...rest } = Answer.parse(answer);
  if (tokens === undefined) return { ...rest, Session: rest.Session ?? randomUUID() };
  const { exp = 0, iat = 0 } = decodeJwt(tokens.AccessToken);
  return { ...rest, AuthenticationResult: { ...tokens, ...{ ExpiresIn: exp - iat, TokenType: 'Bearer' } } };
}

export function checkPassword(pool: UserPoolService, password: string): void {
  const policy = pool.options.Policies?.PasswordPolicy;
  const missing = [
    password.length < (policy?.MinimumLength ?? 8) && 'Password not long enough',
    policy?.RequireLowercase === true && !/[a-z]/.test(password) && 'Password must have lowercase characters',
    policy?.RequireUppercase === true && !/[A-Z]/.test(password) && 'Password must have uppercase characters',
    policy?.RequireNumbers === true && !/\d/.test(password) && 'Password must have numeric characters',
    policy?.RequireSymbols === true && !/[^A-Za-z0-9]/.test(password) && 'Password must have symbol characters',
  ].find((reason) => reason !== false);
  if (missing !== undefined)
    throw new CognitoError('InvalidPasswordException', `Password did not conform with policy: ${missing}`);
}

function emailOf(user: User): string {
  return user.Attributes.find(({ Name }) => Name === 'email')?.Value ?? '';
}

function masked(address: string): string {
  return address.replace(/^(.)[^@]*(@.)?.*$/, '$1***$2***');
}

/**
 * After five wrong passwords each further one locks sign-in for twice as long, up to 15 minutes; tries in that time are refused
 * unheard and do not count. https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html (lockout behavior)
 */
class Lockout {
  private readonly failures = new Map<string, { count: number; at: number; until: number }>();

  check(name: string, now: number): void {
    if ((this.failures.get(name)?.until ?? 0) > now) throw new NotAuthorizedError('Password attempts exceeded');
  }

  count(name: string, now: number): void {
    const before = this.failures.get(name);
    const count = (before !== undefined && now - before.at < lockoutMs ? before.count : 0) + 1;
    const locked = count < attemptsBeforeLockout ? 0 : Math.min(lockoutMs, 1_000 * 2 ** (count - attemptsBeforeLockout));
    this.failures.set(name, { count, at: now, until: now + locked });
  }

  forget(name: string): void {
    this.failures.delete(name);
  }
}
