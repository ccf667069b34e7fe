import * as z from 'zod';

/**
 * The user pool's client calls, which need no AWS credentials: signed SDK requests would only cost import time.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 */
export interface UserPool {
  signIn(email: string, password: string): Promise<SignIn | Refused>;
  /** `session` as `signIn` gave it out. */
  setFirstPassword(session: string, newPassword: string): Promise<'done' | Refused>;
  /** `session` as `signIn` gave it out; a code of the authenticator app is good once. */
  answerSecondFactor(session: string, code: string): Promise<{ readonly tokens: Tokens } | Refused>;
  refresh(refreshToken: string): Promise<{ readonly accessToken: string } | Refused>;
  /** Ends the refresh token and everything made from it. */
  revoke(refreshToken: string): Promise<'done' | Refused>;
  sendResetCode(email: string): Promise<'done' | Refused>;
  resetPassword(email: string, code: string, newPassword: string): Promise<'done' | Refused>;
}

/** What people do with their own account, with their access token. */
export interface OwnAccount {
  profile(accessToken: string): Promise<{ readonly email: string; readonly secondFactor: boolean } | Refused>;
  /** Takes a second factor that counts already out of use at once. */
  newSecret(accessToken: string): Promise<{ readonly secret: string } | Refused>;
  /** Makes the new secret count. */
  confirmSecret(accessToken: string, code: string): Promise<'done' | Refused>;
  removeSecondFactor(accessToken: string): Promise<'done' | Refused>;
  changePassword(accessToken: string, password: string, newPassword: string): Promise<'done' | Refused>;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}
export type SignIn =
  | { readonly tokens: Tokens }
  | { readonly challenge: 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA'; readonly session: string };

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
  EnableSoftwareTokenMFAException: 'credentials',
  SoftwareTokenMFANotFoundException: 'credentials',
  TooManyFailedAttemptsException: 'credentials',
  // Per user: telling it apart would tell which e-mail addresses are known.
  LimitExceededException: 'credentials',
  InvalidParameterException: 'credentials',
  InvalidPasswordException: 'password-policy',
  PasswordHistoryPolicyViolationException: 'password-policy',
  TooManyRequestsException: 'busy',
};

const Secret = z.object({ SecretCode: z.string() });
const Verified = z.object({ Status: z.string() });
const Profile = z.object({
  UserAttributes: z.array(z.object({ Name: z.string(), Value: z.string().optional() })),
  UserMFASettingList: z.array(z.string()).nullish(),
});

const secondFactor = 'SOFTWARE_TOKEN_MFA';
const requestTimeout = 5_000;

/** Functions run in the region of their user pool. */
export const userPoolEndpoint = (env: NodeJS.ProcessEnv): string =>
  env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ??
  env.AWS_ENDPOINT_URL ??
  `https://cognito-idp.${env.AWS_REGION ?? ''}.amazonaws.com/`;

export function userPool(endpoint: string, clientId: string): UserPool & OwnAccount {
  const call = async (action: string, input: Readonly<Record<string, unknown>>): Promise<{ answer: unknown } | Refused> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify(input),
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
        ClientId: clientId,
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
        ClientId: clientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        ChallengeResponses: { USERNAME: username, NEW_PASSWORD: newPassword },
        Session: token,
      });
    },
    async answerSecondFactor(session, code) {
      const { username, token } = unpackSession(session);
      const result = await call('RespondToAuthChallenge', {
        ClientId: clientId,
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code },
        Session: token,
      });
      if ('refused' in result) return result;
      const answer = signInOf(AuthAnswer.parse(result.answer));
      if ('challenge' in answer) throw new Error(`user pool answered a code with challenge ${answer.challenge}`);
      return answer;
    },
    async refresh(refreshToken) {
      const result = await call('InitiateAuth', {
        ClientId: clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      });
      if ('refused' in result) return result;
      const tokens = AuthAnswer.parse(result.answer).AuthenticationResult;
      if (tokens === undefined) throw new Error('user pool refreshed without a token');
      return { accessToken: tokens.AccessToken };
    },
    revoke: (refreshToken) => perform('RevokeToken', { ClientId: clientId, Token: refreshToken }),
    sendResetCode: (email) => perform('ForgotPassword', { ClientId: clientId, Username: email }),
    resetPassword: (email, code, newPassword) =>
      perform('ConfirmForgotPassword', {
        ClientId: clientId,
        Username: email,
        ConfirmationCode: code,
        Password: newPassword,
      }),

    async profile(accessToken) {
      const result = await call('GetUser', { AccessToken: accessToken });
      if ('refused' in result) return result;
      const { UserAttributes, UserMFASettingList } = Profile.parse(result.answer);
      return {
        email: UserAttributes.find(({ Name }) => Name === 'email')?.Value ?? '',
        secondFactor: (UserMFASettingList ?? []).includes(secondFactor),
      };
    },
    async newSecret(accessToken) {
      const result = await call('AssociateSoftwareToken', { AccessToken: accessToken });
      return 'refused' in result ? result : { secret: Secret.parse(result.answer).SecretCode };
    },
    async confirmSecret(accessToken, code) {
      const result = await call('VerifySoftwareToken', { AccessToken: accessToken, UserCode: code });
      if ('refused' in result) return result;
      if (Verified.parse(result.answer).Status !== 'SUCCESS') return { refused: 'credentials' };
      return perform('SetUserMFAPreference', {
        AccessToken: accessToken,
        SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
      });
    },
    removeSecondFactor: (accessToken) =>
      perform('SetUserMFAPreference', { AccessToken: accessToken, SoftwareTokenMfaSettings: { Enabled: false } }),
    changePassword: (accessToken, password, newPassword) =>
      perform('ChangePassword', { AccessToken: accessToken, PreviousPassword: password, ProposedPassword: newPassword }),
  };
}

function signInOf({ AuthenticationResult, ChallengeName, ChallengeParameters, Session }: z.infer<typeof AuthAnswer>): SignIn {
  if (AuthenticationResult?.RefreshToken) {
    return { tokens: { accessToken: AuthenticationResult.AccessToken, refreshToken: AuthenticationResult.RefreshToken } };
  }
  const username = ChallengeParameters?.USER_ID_FOR_SRP;
  if ((ChallengeName !== 'NEW_PASSWORD_REQUIRED' && ChallengeName !== secondFactor) || !username || !Session) {
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
