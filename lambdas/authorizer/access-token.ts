import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';

/** Who a token of the user pool is for; `undefined` when it is not good. Throws when the pool's keys cannot be had. */
export type VerifyAccessToken = (token: string) => Promise<{ readonly sub: string } | undefined>;

const fetchTimeout = 2_000;

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
export function accessTokenVerifier(issuer: string, clientId: string): VerifyAccessToken {
  const verifier = JwtVerifier.create(
    {
      issuer,
      jwksUri: `${issuer}/.well-known/jwks.json`,
      // Access tokens have no audience; the client they were made for is in client_id.
      audience: null,
      customJwtCheck: ({ header, payload }) => {
        if (header.alg !== 'RS256') throw new Error('not the algorithm of the pool');
        if (payload.token_use !== 'access') throw new Error('not an access token');
        if (payload.client_id !== clientId) throw new Error('made for another client');
      },
    },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return async (token) => {
    try {
      const { sub, exp } = await verifier.verify(token);
      return typeof sub === 'string' && sub !== '' && typeof exp === 'number' ? { sub } : undefined;
    } catch (error) {
      if (error instanceof FetchError) throw error;
      return undefined;
    }
  };
}
