import * as z from 'zod';

/**
 * The user pool's client calls, which need no AWS credentials: signed SDK requests would only cost import time.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 */
export interface UserPool {
  signIn(email: string, password: string): Promise<SignIn | Refused>;
  /** `session` as `signIn` gave it out. */
  setFirstPassword(session: string, newPassword: string): Promise<'done' | Refused>;
  refresh(refreshToken: string): Promise<{ readonly accessToken: string } | Refused>;
  /** Ends the refresh token and everything made from it. */
  revoke(refreshToken: string): Promise<'done' | Refused>;
  sendResetCode(email: string): Promise<'done' | Refused>;
  resetPassword(email: string, code: string, newPassword: string): Promise<'done' | Refused>;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}
export type SignIn = { readonly tokens: Tokens } | { readonly challenge: 'NEW_PASSWORD_REQUIRED'; readonly session: string };

/** The pool said no. `busy`: it limits calls, whoever they are for. */
export interface Refused {
  readonly refused: 'credentials' | 'password-policy' | 'busy';
}

const ErrorBody = z.object({ __type: z.string() });
const AuthAnswer = z.object({
  AuthenticationResult: z.object({ AccessToken: z.string(), RefreshToken: z.string().optional() }).optional(),
  ChallengeName: z.string().nullish(),
  ChallengeParameters: z.record(z.string(), z.string()).nullish(),
  Session: z.string().nullish(),
});

/** What means "no" to the person; anything else is our own mistake or the pool's, and is thrown. */
const refusals: Readonly<Record<string, Refused['refused']>> = {
  NotAuthorizedException: 'credentials',
  UserNotFoundException: 'credentials',
  UserNotConfirmedException: 'credentials',
  PasswordResetRequiredException: 'credentials',
  CodeMismatchException: 'credentials',
  ExpiredCodeException: 'credentials',
  TooManyFailedAttemptsException: 'credentials',
  // Per user: telling it apart would tell which e-mail addresses are known.
  LimitExceededException: 'credentials',
  InvalidParameterException: 'credentials',
  InvalidPasswordException: 'password-policy',
  PasswordHistoryPolicyViolationException: 'password-policy',
  TooManyRequestsException: 'busy',
};

const requestTimeout = 5_000;

export function userPool(endpoint: string, clientId: string): UserPool {
  const call = async (action: string, input: Readonly<Record<string, unknown>>): Promise<{ answer: unknown } | Refused> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify({ ...input, ClientId: clientId }),
      signal: AbortSignal.timeout(requestTimeout),
    });
    const answer: unknown = JSON.parse((await response.text()) || '{}');
    if (response.ok) return { answer };
    const type = ErrorBody.safeParse(answer).data?.__type.split('#').at(-1) ?? 'no error type';
    const refused = refusals[type];
    if (refused === undefined) throw new Error(`user pool answered ${response.status} ${type} to ${action}`);
    return { refused };
  };
  const perform = async (action: string, input: Readonly<Record<string, unknown>>): Promise<'done' | Refused> => {
    const result = await call(action, input);
    return 'refused' in result ? result : 'done';
  };

  return {
    async signIn(email, password) {
      const result = await call('InitiateAuth', {
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password },
      });
      // The emulated pool names a wrong password InvalidPasswordException, as if a new one had been refused.
      if ('refused' in result) return result.refused === 'busy' ? result : { refused: 'credentials' };
      return signInOf(AuthAnswer.parse(result.answer));
    },
    async setFirstPassword(session, newPassword) {
      const { username, token } = unpackSession(session);
      return perform('RespondToAuthChallenge', {
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        ChallengeResponses: { USERNAME: username, NEW_PASSWORD: newPassword },
        Session: token,
      });
    },
    async refresh(refreshToken) {
      const result = await call('InitiateAuth', {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      });
      if ('refused' in result) return result;
      const tokens = AuthAnswer.parse(result.answer).AuthenticationResult;
      if (tokens === undefined) throw new Error('user pool refreshed without a token');
      return { accessToken: tokens.AccessToken };
    },
    revoke: (refreshToken) => perform('RevokeToken', { Token: refreshToken }),
    sendResetCode: (email) => perform('ForgotPassword', { Username: email }),
    resetPassword: (email, code, newPassword) =>
      perform('ConfirmForgotPassword', { Username: email, ConfirmationCode: code, Password: newPassword }),
  };
}

function signInOf({ AuthenticationResult, ChallengeName, ChallengeParameters, Session }: z.infer<typeof AuthAnswer>): SignIn {
  if (AuthenticationResult?.RefreshToken) {
    return { tokens: { accessToken: AuthenticationResult.AccessToken, refreshToken: AuthenticationResult.RefreshToken } };
  }
  const username = ChallengeParameters?.USER_ID_FOR_SRP;
  if (ChallengeName !== 'NEW_PASSWORD_REQUIRED' || !username || !Session) {
    throw new Error(`user pool answered with challenge ${ChallengeName ?? 'none'}`);
  }
  return { challenge: ChallengeName, session: packSession(username, Session) };
}

/** The challenge must be answered under the pool's own user name; the e-mail is an alias and is not accepted there. */
const packSession = (username: string, token: string): string => `${Buffer.from(username).toString('base64url')}:${token}`;

function unpackSession(session: string): { username: string; token: string } {
  const [username = '', ...token] = session.split(':');
  return { username: Buffer.from(username, 'base64url').toString(), token: token.join(':') };
}
