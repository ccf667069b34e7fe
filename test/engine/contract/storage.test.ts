import { AwsClient } from 'aws4fetch';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let engine: Awaited<ReturnType<typeof startFauxqs>>;
const signer = new AwsClient({ accessKeyId: 'test', secretAccessKey: 'test', service: 's3', region: 'eu-central-1' });
const object = (key: string) => `${engine.address}/media/${key}`;
const send = async (url: string, init: RequestInit = {}) => fetch(await signer.sign(url, init));

beforeAll(async () => {
  engine = await startFauxqs({ port: 0, logger: false });
  engine.createBucket('media');
});
afterAll(() => engine.stop());

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

describe('the object store', () => {
  it('gives back exactly the bytes and the type that were put', async () => {
    const put = await send(object('intake/a b.bin'), { method: 'PUT', body: bytes, headers: { 'content-type': 'image/webp' } });
    expect(put.status).toBe(200);
    const got = await send(object('intake/a b.bin'));
    expect(got.headers.get('content-type')).toBe('image/webp');
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
    const head = await send(object('intake/a b.bin'), { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('1000');
  });

  it('says 404 for an object that is not there', async () => {
    expect((await send(object('intake/nothing'))).status).toBe(404);
  });

  it('forgets a deleted object', async () => {
    await send(object('intake/short'), { method: 'PUT', body: 'x' });
    expect((await send(object('intake/short'), { method: 'DELETE' })).status).toBe(204);
    expect((await send(object('intake/short'))).status).toBe(404);
  });

  it('answers a range with 206 and the right slice, and an impossible one with 416', async () => {
    await send(object('tenants/t/voice.ogg'), { method: 'PUT', body: bytes });
    const part = await send(object('tenants/t/voice.ogg'), { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 100-199/1000');
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(100, 200));
    const tail = await send(object('tenants/t/voice.ogg'), { headers: { range: 'bytes=-10' } });
    expect(new Uint8Array(await tail.arrayBuffer())).toEqual(bytes.slice(990));
    expect((await send(object('tenants/t/voice.ogg'), { headers: { range: 'bytes=5000-' } })).status).toBe(416);
  });

  it('takes uploads and downloads by a signed address alone', async () => {
    const address = async (method: string) => {
      const signed = await signer.sign(`${object('tenants/t/signed.txt')}?X-Amz-Expires=300`, {
        method,
        aws: { signQuery: true },
      });
      expect(new URL(signed.url).searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
      return signed.url;
    };
    expect((await fetch(await address('PUT'), { method: 'PUT', body: 'مرحبا' })).status).toBe(200);
    expect(await (await fetch(await address('GET'))).text()).toBe('مرحبا');
  });
});
