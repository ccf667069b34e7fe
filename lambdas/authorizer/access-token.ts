import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache, SimplePenaltyBox } from 'aws-jwt-verify/jwk';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { log } from '../_shared/log.ts';

/**
 * Who a token of the user pool is for, and until when (milliseconds); `undefined` when it is not good. Throws when the pool's
 * keys cannot be had.
 */
export type VerifyAccessToken = (token: string) => Promise<{ readonly sub: string; readonly until: number } | undefined>;

const fetchTimeout = 2_000;

/** A key that the pool has taken back counts for so long at most: for as long as the tokens made with it live. */
const keepKeysMs = 15 * 60_000;
/** When the keys cannot be had, those that are known count on, and are asked for again after so long. */
const askAgainMs = 60_000;
/**
 * A token of an unknown key makes the verifier look once for a new one. Strangers can make it look too; so long it then waits,
 * during which a key that is new in this moment is not known either.
 */
const waitSeconds = 1;

/** The verifier's own fetcher speaks https only; the pool of the local stage does not. */
const fetcher = {
  async fetch(uri: string): Promise<ArrayBuffer> {
    try {
      const response = await fetch(uri, { signal: AbortSignal.timeout(fetchTimeout), redirect: 'error' });
      if (response.ok) return await response.arrayBuffer();
      throw new Error(`answered ${response.status}`);
    } catch (error) {
      throw new FetchError(uri, error instanceof Error ? error.message : 'failed');
    }
  },
};

/**
 * The pool's access tokens only: its id tokens have the same issuer and signature.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function accessTokenVerifier(issuer: string, clientId: string, clock: () => number): VerifyAccessToken {
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  const jwksCache = new SimpleJwksCache({ fetcher, penaltyBox: new SimplePenaltyBox({ waitSeconds }) });
  let askAt: number | undefined;
  /** The verifier itself keeps keys for as long as the process lives. */
  const keepFresh = async () => {
    askAt ??= clock() + keepKeysMs;
    if (clock() < askAt) return;
    askAt = clock() + askAgainMs;
    try {
      await jwksCache.getJwks(jwksUri);
      askAt = clock() + keepKeysMs;
    } catch (error) {
      log.warn('the keys of the user pool cannot be had; those from before count on', {}, error);
    }
  };
  const verifier = JwtVerifier.create(
    {
      issuer,
      jwksUri,
      // Access tokens have no audience; the client they were made for is in client_id.
      audience: null,
      customJwtCheck: ({ header, payload }) => {
        if (header.alg !== 'RS256') throw new Error('not the algorithm of the pool');
        if (payload.token_use !== 'access') throw new Error('not an access token');
        if (payload.client_id !== clientId) throw new Error('made for another client');
      },
    },
    { jwksCache },
  );
  return async (token) => {
    await keepFresh();
    try {
      const { sub, exp } = await verifier.verify(token);
      return typeof sub === 'string' && sub !== '' && typeof exp === 'number' ? { sub, until: exp * 1000 } : undefined;
    } catch (error) {
      if (error instanceof FetchError) throw error;
      return undefined;
    }
  };
}
