import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer as createHttp, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FetchRefused, type GuardedFetchParts, type GuardedRequest, guardedFetch } from './guarded-fetch.ts';

/** What must never be reached: every private address and port that these tests try leads here. */
const touched: string[] = [];
const canaries: Server[] = [];
let canaryPort: number;

/** A name server of our own without caching (TTL 0): the same name may answer another address each time. */
const zone = new Map<string, string[]>();
const asked: string[] = [];
const nameServer = createSocket('udp4');
const resolver = new Resolver();
const resolve = async (host: string): Promise<string[]> => resolver.resolve4(host);

function answerOf(query: Buffer): Buffer {
  let at = 12;
  const labels: string[] = [];
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString('latin1'));
    at += 1 + length;
  }
  const name = labels.join('.').toLowerCase();
  asked.push(name);
  const left = zone.get(name) ?? [];
  const address = left.length > 1 ? left.shift() : left[0];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(address === undefined ? 0 : address.split(',').length, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  const records = (address?.split(',') ?? []).map((one) =>
    Buffer.concat([Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4]), Buffer.from(one.split('.').map(Number))]),
  );
  return Buffer.concat([header, query.subarray(12, at + 5), ...records]);
}

/** A server of the public internet, as far as the fetch can tell: connections to public addresses are led to it. */
let page: RequestListener = (_, response) => response.end('hello');
const outside = createHttp((request, response) => page(request, response));
let outsidePort: number;
const connected: { host: string; port: number; servername: string | undefined; tls: boolean }[] = [];
const connect: NonNullable<GuardedFetchParts['connect']> = ({ servername, ...options }, tls) => {
  connected.push({ host: String(options.host), port: Number(options.port), servername, tls });
  // What is private is really tried, so that the canaries would see it.
  const isOutside = options.host === publicAddress;
  return httpRequest(isOutside ? { ...options, host: '127.0.0.1', port: outsidePort } : { ...options, port: canaryPort });
};
const publicAddress = '157.240.1.60';

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};

beforeAll(async () => {
  const canary = createServer((socket: Socket) => {
    touched.push(`${socket.localAddress}`);
    socket.destroy();
  });
  canaries.push(canary);
  await once(canary.listen(0, '127.0.0.1'), 'listening');
  canaryPort = portOf(canary);
  const other = createServer((socket) => {
    touched.push('::1');
    socket.destroy();
  });
  canaries.push(other);
  await once(other.listen(canaryPort, '::1'), 'listening').catch(() => undefined);
  await once(outside.listen(0, '127.0.0.1'), 'listening');
  outsidePort = portOf(outside);
  nameServer.on('message', (query, { port, address }) => nameServer.send(answerOf(query), port, address));
  nameServer.bind(0, '127.0.0.1');
  await once(nameServer, 'listening');
  resolver.setServers([`127.0.0.1:${nameServer.address().port}`]);
});
afterAll(() => {
  for (const server of [...canaries, outside]) server.close();
  outside.closeAllConnections();
  nameServer.close();
});
beforeEach(() => {
  zone.clear();
  zone.set('files.example', [publicAddress]);
  for (const list of [touched, asked, connected]) list.length = 0;
  page = (_, response) => response.end('hello');
});

const limits: GuardedRequest = { redirects: 3, maxBytes: 1000, totalMs: 3_000, idleMs: 500 };
async function get(url: string, request: Partial<GuardedRequest> = {}, parts: GuardedFetchParts = {}): Promise<string> {
  try {
    const answer = await guardedFetch({ resolve, connect, ...parts })(url, { ...limits, ...request });
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    return `${answer.status} ${Buffer.concat(chunks)}`;
  } catch (error) {
    if (error instanceof FetchRefused) return error.reason;
    throw error;
  }
}

describe('case 34: an address that somebody else chose', () => {
  it('is fetched from the very address that was checked, under its own name', async () => {
    let host: string | undefined;
    page = (request, response) => {
      host = request.headers.host;
      response.end('hello');
    };
    expect(await get('https://files.example/a?b=c')).toBe('200 hello');
    expect(connected).toEqual([{ host: publicAddress, port: 443, servername: 'files.example', tls: true }]);
    expect([host, asked]).toEqual(['files.example', ['files.example']]);
  });

  it.each([
    'https://127.0.0.1:9001/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://0x7f000001/',
    'https://127.1/',
    'https://1２7.0.0.1/',
    'https://①②⑦.⓪.⓪.①/',
    'https://127。0。0。1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://192.168.0.1/',
    'https://0.0.0.0/',
    'https://0/',
    'http://files.example/',
    'file:///etc/passwd',
    'ftp://files.example/',
    'data:text/plain,x',
    'gopher://127.0.0.1/',
    'https://user:password@files.example/',
    'https://files.example:8443/',
    'https://',
    'nonsense',
    'https://localhost/',
    'https://localhost./',
  ])('is refused before a connection: %s', async (url) => {
    expect(await get(url)).toMatch(/^(bad-url|not-https|private-address|no-address)$/);
    expect([connected, touched]).toEqual([[], []]);
  });

  it.each([
    ['private', '127.0.0.1'],
    ['of the cloud itself', '169.254.169.254'],
    ['private among public ones', `${publicAddress},10.0.0.7`],
  ])('is refused when its name leads to an address that is %s', async (_, address) => {
    zone.set('evil.example', [address]);
    expect(await get('https://evil.example/')).toBe('private-address');
    expect([connected, touched]).toEqual([[], []]);
  });

  it('cannot lead elsewhere between the look and the connection', async () => {
    // The first question is answered with a public address, every later one with ours.
    zone.set('rebinds.example', [publicAddress, '127.0.0.1']);
    expect(await get('https://rebinds.example/')).toBe('200 hello');
    expect([asked, connected.map(({ host }) => host), touched]).toEqual([['rebinds.example'], [publicAddress], []]);
    expect(await get('https://rebinds.example/')).toBe('private-address');
    expect(touched).toEqual([]);
  });

  it.each([
    'https://127.0.0.1:9001/',
    'http://files.example/',
    'file:///etc/passwd',
    '//localhost/',
    'https://evil.example/',
    'https://[::1]/',
  ])('is refused when it is a redirect: %s', async (location) => {
    zone.set('evil.example', ['127.0.0.1']);
    page = (_, response) => response.writeHead(302, { location }).end();
    expect(await get('https://files.example/')).toMatch(/^(bad-url|not-https|private-address|no-address)$/);
    expect([connected.length, touched]).toEqual([1, []]);
  });

  it('redirects three times and no more', async () => {
    const turns = (times: number): RequestListener => {
      let left = times;
      return (_, response) => (left-- > 0 ? response.writeHead(307, { location: '/again' }).end() : response.end('there'));
    };
    page = turns(3);
    expect(await get('https://files.example/')).toBe('200 there');
    page = turns(4);
    expect(await get('https://files.example/')).toBe('too-many-redirects');
  });

  it('gets a key only where it was meant to go', async () => {
    zone.set('storage.example', [publicAddress]);
    const keys: (string | undefined)[] = [];
    page = ({ headers }: IncomingMessage, response) => {
      keys.push(`${headers.host} ${headers.authorization ?? 'none'}`);
      if (headers.host === 'files.example') response.writeHead(302, { location: 'https://storage.example/x' }).end();
      else response.end('hello');
    };
    const authorization = { value: 'Bearer secret', hosts: ['files.example'] };
    expect(await get('https://files.example/', { authorization })).toBe('200 hello');
    expect(keys).toEqual(['files.example Bearer secret', 'storage.example none']);
    keys.length = 0;
    await get('https://storage.example/', { authorization });
    expect(keys).toEqual(['storage.example none']);
  });

  it('is asked at listed hosts only where there is a list, redirects included', async () => {
    zone.set('other.example', [publicAddress]);
    const mayAsk = (host: string): boolean => host === 'files.example';
    expect(await get('https://other.example/', { mayAsk })).toBe('foreign-host');
    page = (_, response) => response.writeHead(302, { location: 'https://other.example/' }).end();
    expect(await get('https://files.example/', { mayAsk })).toBe('foreign-host');
    expect(connected).toHaveLength(1);
  });

  it('ends what does not end', async () => {
    page = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    };
    expect(await get('https://files.example/')).toBe('too-large');
    page = (_, response) => response.writeHead(200, { 'content-length': '5000000' }).end();
    expect(await get('https://files.example/')).toBe('too-large');
    page = (_, response) => void response.write('a');
    expect(await get('https://files.example/', { idleMs: 60 })).toBe('too-slow');
    page = (_, response) => {
      const drip = setInterval(() => response.write('a'), 20);
      response.on('close', () => clearInterval(drip));
    };
    expect(await get('https://files.example/', { totalMs: 200 })).toBe('too-slow');
    page = (_, response) => void response.write('half', () => response.destroy());
    expect(await get('https://files.example/')).toBe('cut-short');
  });

  it('unpacks nothing', async () => {
    page = ({ headers }, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(`as it is, ${headers['accept-encoding']}`);
    expect(await get('https://files.example/')).toBe('200 as it is, identity');
  });

  it('may be the stand-in of a developer’s machine, that one port and no other', async () => {
    const trustedOrigin = 'http://127.0.0.1:4000';
    const standIn = guardedFetch({ trustedOrigin: `http://127.0.0.1:${outsidePort}` });
    const answer = await standIn(`http://127.0.0.1:${outsidePort}/`, limits);
    expect(answer.status).toBe(200);
    answer.drop();
    for (const url of [`http://127.0.0.1:${canaryPort}/`, 'http://localhost:4000/', 'https://127.0.0.1:4000/']) {
      expect(await get(url, {}, { trustedOrigin })).toMatch(/^(not-https|bad-url|private-address)$/);
    }
    expect(touched).toEqual([]);
  });
});
