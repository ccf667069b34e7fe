import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Credentials, Issued } from '../gate/principals.ts';
import { AwsError } from './errors.ts';

interface Claim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** Set on a presigned URL: seconds it is good for. */
  readonly expires: number | undefined;
}

export interface Signed {
  readonly service: string;
  readonly region: string;
  /** S3 escapes the path once, everybody else twice. */
  readonly escapesPathOnce: boolean;
  /** Undefined: the request names it itself (S3), or it is streamed past and not looked at. */
  readonly body: Buffer | undefined;
  readonly now: number;
}

/** Whose request it is: the key must be one we issued and the signature must be right, as at AWS. */
export function authenticate(request: IncomingMessage, credentials: Credentials, signed: Signed): Issued {
  const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const claim = query.has('X-Amz-Signature') ? fromQuery(query) : fromHeader(request);
  if (claim === undefined) throw new AwsError(403, 'MissingAuthenticationToken', 'Missing Authentication Token');
  const issued = credentials.find(claim.accessKeyId);
  if (issued === undefined || issued.sessionToken !== claim.sessionToken) {
    throw new AwsError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (issued.expiresAt !== undefined && issued.expiresAt <= signed.now) {
    throw new AwsError(403, 'ExpiredTokenException', 'The security token included in the request is expired');
  }
  if (claim.service !== signed.service || claim.region !== signed.region) {
    throw new AwsError(403, 'InvalidSignatureException', `Credential should be scoped to ${signed.region}/${signed.service}.`);
  }
  checkPresignedTime(claim);
  const hash = payloadHash(request, claim, signed);
  if (hash !== undefined && !isRight(issued.secretAccessKey, claim, canonical(request, path, query, claim, signed, hash))) {
    throw new AwsError(
      403,
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }
  return issued;
}

function fromHeader(request: IncomingMessage): Claim | undefined {
  const header = request.headers.authorization ?? '';
  const fields =
    /^AWS4-HMAC-SHA256\s+Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (fields === null) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signedHeaders = '', signature = ''] = fields;
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(';'),
    signature,
    timestamp: text(request.headers['x-amz-date']) ?? '',
    sessionToken: text(request.headers['x-amz-security-token']),
    expires: undefined,
  };
}

function fromQuery(query: URLSearchParams): Claim {
  const [accessKeyId = '', date = '', region = '', service = ''] = (query.get('X-Amz-Credential') ?? '').split('/');
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    timestamp: query.get('X-Amz-Date') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expires: Number(query.get('X-Amz-Expires')),
  };
}

/** Signers use the machine's clock, so their times are held against it and not against the stage's. */
function checkPresignedTime({ timestamp, expires }: Claim): void {
  if (expires === undefined) return;
  const at = Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(at) || !(expires > 0) || Date.now() > at + expires * 1000)
    throw new AwsError(403, 'AccessDenied', 'Request has expired');
}

/** Undefined: the body passes by unread and its hash is not in the request, so the signature cannot be checked. */
function payloadHash(request: IncomingMessage, claim: Claim, { body }: Signed): string | undefined {
  const named = text(request.headers['x-amz-content-sha256']);
  if (body !== undefined) {
    const hash = createHash('sha256').update(body).digest('hex');
    if (named !== undefined && named !== hash && /^[0-9a-f]{64}$/.test(named)) {
      throw new AwsError(
        400,
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    return named ?? hash;
  }
  return named ?? (claim.expires === undefined ? undefined : 'UNSIGNED-PAYLOAD');
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function canonical(
  request: IncomingMessage,
  path: string,
  query: URLSearchParams,
  claim: Claim,
  { escapesPathOnce }: Signed,
  hash: string,
): string {
  const parameters = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .sort();
  const headers = claim.signedHeaders.map(
    (name) => `${name}:${(text(request.headers[name]) ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  return [
    request.method,
    escapesPathOnce ? path.split('/').map(reencoded).join('/') : percentEncode(path).replaceAll('%2F', '/'),
    parameters.join('&'),
    headers.join(''),
    claim.signedHeaders.join(';'),
    hash,
  ].join('\n');
}

function isRight(secret: string, claim: Claim, request: string): boolean {
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const message = `AWS4-HMAC-SHA256\n${claim.timestamp}\n${scope}\n${createHash('sha256').update(request).digest('hex')}`;
  const right = createHmac('sha256', signingKey(secret, claim)).update(message).digest();
  const given = Buffer.from(claim.signature, 'hex');
  return given.length === right.length && timingSafeEqual(given, right);
}

const keys = new Map<string, KeyObject>();

function signingKey(secret: string, { date, region, service }: Claim): KeyObject {
  const id = `${secret} ${date} ${region} ${service}`;
  const known = keys.get(id);
  if (known !== undefined) return known;
  let key: Buffer | string = `AWS4${secret}`;
  for (const part of [date, region, service, 'aws4_request']) key = createHmac('sha256', key).update(part).digest();
  if (keys.size >= 10_000) keys.clear();
  const derived = createSecretKey(Buffer.from(key));
  keys.set(id, derived);
  return derived;
}

function reencoded(segment: string): string {
  return percentEncode(decodeURIComponent(segment));
}

function percentEncode(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
