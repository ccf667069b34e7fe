import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objects } from '../../lambdas/_media/objects.ts';
import { presignedPost } from '../../lambdas/_media/presigned-post.ts';
import { libraryKey, uploadKeyOf } from '../../lambdas/_media/storage.ts';
import { voiceFiles } from '../../lambdas/_voice/files.ts';
import { aTenant } from '../../test/engine/factory.ts';
import { place } from '../parts.ts';
import { policyOf, startTestStage, type TestStage, trustOf } from './testing.ts';

const tenant = aTenant();
const other = aTenant();
const id = '01jd2k4x9qm3v7r8t6w5y0z1ab';
const megabyte = 1024 * 1024;
let stage: TestStage;
let bucket: string;
let environment: Record<string, string>;
const keys = async () => ({
  accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  sessionToken: environment.AWS_SESSION_TOKEN ?? '',
  expiration: new Date(0),
});

beforeAll(async () => {
  stage = await startTestStage();
  const media = await stage.provision('AWS::S3::Bucket', 'Media', {});
  bucket = media.ref;
  const of = (folder: string) => `${media.attributes.Arn}/tenants/${tenant}/${folder}*`;
  const role = await stage.provision('AWS::IAM::Role', 'FunctionRole', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    Policies: [
      {
        PolicyName: 'files',
        PolicyDocument: policyOf(
          { Action: ['s3:GetObject', 's3:PutObject'], Resource: of('') },
          { Action: 's3:PutObjectTagging', Resource: of('uploads/') },
        ),
      },
    ],
  });
  environment = await stage.environmentOf(role.ref);
});
afterAll(() => stage.close());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const files = () => objects(bucket, keys, environment);

async function signed(bytes: Uint8Array, change: Partial<Parameters<typeof presignedPost>[1]> = {}) {
  return presignedPost(await keys(), {
    bucket,
    region: place.region,
    key: uploadKeyOf(tenant, id),
    mimeType: 'image/png',
    bytes: bytes.length,
    sha256: sha256(bytes),
    tag: '1-day',
    signedAt: Date.now(),
    livesMs: 60_000,
    ...change,
  });
}

/** As a browser sends it: the answer's status, and S3's word for what is wrong. */
async function post(fields: Record<string, string>, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([bytes]), '../../x.png');
  const answer = await fetch(`${stage.url}/s3/${bucket}/`, { method: 'POST', body: form });
  const [, code = ''] = /<Code>(\w+)/.exec(await answer.text()) ?? [];
  return `${answer.status} ${code}`.trim();
}

describe('a form that was signed for one object', () => {
  const bytes = new Uint8Array(randomBytes(1000));

  it('puts that object, and nothing else about it', async () => {
    expect(await post(await signed(bytes), bytes)).toBe('204');
    expect(await files().look(tenant, uploadKeyOf(tenant, id))).toEqual({ size: 1000, sha256: sha256(bytes) });
  });

  it('is not there before, which who may not list the bucket is told as a refusal', async () => {
    const missing = uploadKeyOf(tenant, '01jd2k4x9qm3v7r8t6w5y0z1zz');
    expect(await files().look(tenant, missing)).toBeUndefined();
    expect(await files().open(tenant, missing)).toBeUndefined();
    const { get } = voiceFiles(bucket, keys, environment);
    expect(await get(tenant, missing)).toBeUndefined();
  });

  it('is refused for another key, type, size or SHA-256, altered, with more fields, too late, or for another business', async () => {
    const fields = await signed(bytes);
    const longer = new Uint8Array([...bytes, 0]);
    const forged = Buffer.from(atob(fields.policy ?? '').replaceAll(id, '01jd2k4x9qm3v7r8t6w5y0zzzz')).toString('base64');
    expect({
      key: await post({ ...fields, key: uploadKeyOf(tenant, '01jd2k4x9qm3v7r8t6w5y0zzzz') }, bytes),
      type: await post({ ...fields, 'Content-Type': 'text/html' }, bytes),
      longer: await post(fields, longer),
      shorter: await post(fields, bytes.subarray(1)),
      otherBytes: await post(fields, new Uint8Array(1000)),
      checksum: await post({ ...fields, 'x-amz-checksum-sha256': 'AAAA' }, bytes),
      tag: await post({ ...fields, tagging: '<Tagging/>' }, bytes),
      forged: await post({ ...fields, policy: forged, key: uploadKeyOf(tenant, '01jd2k4x9qm3v7r8t6w5y0zzzz') }, bytes),
      more: await post({ ...fields, 'x-amz-meta-x': 'y' }, bytes),
      late: await post(await signed(bytes, { signedAt: Date.now() - 120_000 }), bytes),
      foreign: await post(await signed(bytes, { key: uploadKeyOf(other, id) }), bytes),
      untagged: await post(await signed(bytes, { key: libraryKey(tenant, sha256(bytes), 'original') }), bytes),
    }).toEqual({
      key: '403 AccessDenied',
      type: '403 AccessDenied',
      longer: '400 EntityTooLarge',
      shorter: '400 EntityTooSmall',
      otherBytes: '400 BadDigest',
      checksum: '403 AccessDenied',
      tag: '403 AccessDenied',
      forged: '403 SignatureDoesNotMatch',
      more: '403 AccessDenied',
      late: '403 AccessDenied',
      foreign: '403 AccessDenied',
      untagged: '403 AccessDenied',
    });
  });

  it('carries a document of 24 MB, which is copied and read in pieces', async () => {
    const document = new Uint8Array(24 * megabyte);
    document.set(randomBytes(megabyte), 23 * megabyte);
    const key = uploadKeyOf(tenant, id);
    expect(await post(await signed(document), document)).toBe('204');
    const kept = libraryKey(tenant, sha256(document), 'original');
    await files().copy(tenant, key, kept, { mimeType: 'application/pdf' });
    expect((await files().look(tenant, kept))?.size).toBe(document.length);
    const source = files().source(tenant, kept, document.length);
    const across = 23 * megabyte - 10;
    expect(await source.read(across, 100)).toEqual(Buffer.from(document.subarray(across, across + 100)));
    expect(await source.read(document.length - 5, 100)).toEqual(Buffer.from(document.subarray(-5)));
    expect(await files().look(tenant, uploadKeyOf(tenant, '01jd2k4x9qm3v7r8t6w5y0zzzz'))).toBeUndefined();
    expect(await files().look(other, uploadKeyOf(other, id))).toBeUndefined();
  });
});
