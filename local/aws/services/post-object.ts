import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Access } from '../gate/decide.ts';
import type { Credentials, Issued } from '../gate/principals.ts';
import { AwsError } from '../http/errors.ts';
import { readBody } from '../http/forward.ts';

/** Files of the stage are held in memory on their way in. */
const mostBytes = 128 * 1024 * 1024;

export interface Form {
  /** Names in lower case, as S3 compares them. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
}

export const isForm = ({ method, headers }: IncomingMessage): boolean =>
  method === 'POST' && /^multipart\/form-data;/i.test(headers['content-type'] ?? '');

export async function readForm(request: IncomingMessage): Promise<Form> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) {
    throw new AwsError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.');
  }
  const type = request.headers['content-type'] ?? '';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  const form = boundary === undefined ? undefined : partsOf(await readBody(request), boundary);
  if (form === undefined) {
    throw new AwsError(400, 'MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');
  }
  return form;
}

/** What comes after the file is ignored, as S3 does. */
function partsOf(body: Buffer, boundary: string): Form | undefined {
  const fields = new Map<string, string>();
  const mark = Buffer.from(`--${boundary}\r\n`);
  const end = Buffer.from(`\r\n--${boundary}`);
  for (let at = body.indexOf(mark); at >= 0; ) {
    const headersFrom = at + mark.length;
    const headersTo = body.indexOf('\r\n\r\n', headersFrom);
    const to = headersTo < 0 ? -1 : body.indexOf(end, headersTo + 2);
    if (to < 0) return undefined;
    const head = body.subarray(headersFrom, headersTo).toString('utf8');
    const name = /form-data;.*\bname="([^"]*)"/i.exec(head)?.[1]?.toLowerCase();
    if (name === undefined) return undefined;
    const value = body.subarray(headersTo + 4, Math.max(to, headersTo + 4));
    if (name === 'file') return { fields, file: value };
    fields.set(name, value.toString('utf8'));
    at = body.indexOf(mark, to + 2);
  }
  return undefined;
}

const Policy = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(z.union([z.record(z.string(), z.string()), z.tuple([z.string(), z.unknown(), z.unknown()])])),
});

const refused = (why: string): AwsError => new AwsError(403, 'AccessDenied', `Invalid according to Policy: ${why}`);

/** Whose form it is. Signers use the machine's clock, so its times are held against that. */
export function formCaller({ fields }: Form, credentials: Credentials, region: string): Issued {
  const [key = '', day = '', scope = '', service = ''] = (fields.get('x-amz-credential') ?? '').split('/');
  const issued = credentials.find(key);
  if (issued === undefined || issued.sessionToken !== fields.get('x-amz-security-token')) {
    throw new AwsError(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  let signing: Buffer | string = `AWS4${issued.secretAccessKey}`;
  for (const part of [day, region, 's3', 'aws4_request']) signing = createHmac('sha256', signing).update(part).digest();
  const right = createHmac('sha256', signing)
    .update(fields.get('policy') ?? '')
    .digest();
  const given = Buffer.from(fields.get('x-amz-signature') ?? '', 'hex');
  const isRight = given.length === right.length && timingSafeEqual(given, right);
  if (!isRight || scope !== region || service !== 's3') {
    throw new AwsError(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  }
  return issued;
}

/** Not compared with the policy: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
const free = new Set(['policy', 'x-amz-signature', 'awsaccesskeyid', 'signature']);

/** Every field has to be in the policy, and every condition has to hold. */
export function checkPolicy({ fields, file }: Form, bucket: string): void {
  const policy = Policy.parse(JSON.parse(Buffer.from(fields.get('policy') ?? '', 'base64').toString('utf8')));
  if (Date.now() > Date.parse(policy.expiration)) throw refused('Policy expired.');
  const named = new Set<string>();
  const actual = (name: string): string | undefined => (name === 'bucket' ? bucket : fields.get(name));
  for (const condition of policy.conditions) {
    if (!Array.isArray(condition)) {
      for (const [name, value] of Object.entries(condition)) {
        named.add(name.toLowerCase());
        if (actual(name.toLowerCase()) !== value) throw refused(`Policy Condition failed: ["eq", "$${name}", "${value}"]`);
      }
      continue;
    }
    const [how, first, second] = condition;
    if (how === 'content-length-range') {
      if (file.length < Number(first)) throw new AwsError(400, 'EntityTooSmall', 'Your proposed upload is smaller than allowed.');
      if (file.length > Number(second))
        throw new AwsError(400, 'EntityTooLarge', 'Your proposed upload exceeds what is allowed.');
      continue;
    }
    const name = String(first).replace(/^\$/, '').toLowerCase();
    named.add(name);
    const value = actual(name) ?? '';
    const holds = how === 'eq' ? value === second : how === 'starts-with' && value.startsWith(String(second));
    if (!holds) throw refused(`Policy Condition failed: ["${how}", "$${name}", "${String(second)}"]`);
  }
  for (const name of fields.keys()) {
    if (!named.has(name) && !free.has(name) && !name.startsWith('x-ignore-')) throw refused(`Extra input fields: ${name}`);
  }
  const checksum = fields.get('x-amz-checksum-sha256');
  if (checksum !== undefined && createHash('sha256').update(file).digest('base64') !== checksum) {
    throw new AwsError(400, 'BadDigest', 'The SHA256 you specified did not match the calculated checksum.');
  }
}

export function formAccess({ fields }: Form, bucket: string): readonly Access[] {
  const resource = `arn:aws:s3:::${bucket}/${fields.get('key') ?? ''}`;
  const context = { 's3:TlsVersion': '1.3' };
  const put: Access = { action: 's3:PutObject', resource, context };
  return fields.has('tagging') ? [put, { action: 's3:PutObjectTagging', resource, context }] : [put];
}

/** The same object as a PUT, which is what the engine knows. */
export async function putInto(engine: string, { fields, file }: Form, bucket: string, region: string): Promise<void> {
  const key = fields.get('key') ?? '';
  const checksum = fields.get('x-amz-checksum-sha256');
  const answer = await fetch(`${engine}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`, {
    method: 'PUT',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=local/20000101/${region}/s3/aws4_request, SignedHeaders=host, Signature=none`,
      'content-type': fields.get('content-type') ?? 'binary/octet-stream',
      ...(checksum !== undefined && { 'x-amz-checksum-sha256': checksum }),
    },
    body: new Uint8Array(file),
  });
  if (!answer.ok) throw new AwsError(answer.status, 'InternalError', 'The engine of the local stage did not take the object');
}
