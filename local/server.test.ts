import { afterEach, describe, expect, it } from 'vitest';
import { openServer, type StageServer } from './server.ts';

const open: StageServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function server(port = 0): Promise<StageServer> {
  const made = await openServer(port);
  open.push(made);
  return made;
}

const text = async (url: string): Promise<[number, string]> => {
  const response = await fetch(url);
  return [response.status, await response.text()];
};

describe('openServer', () => {
  it('answers 503 until the stage is ready, then by the first part of the path', async () => {
    const { port, open: ready } = await server();
    const url = `http://127.0.0.1:${port}`;
    expect((await text(url))[0]).toBe(503);
    const say = (word: string) => async (_: unknown, response: { end(text: string): unknown }) => void response.end(word);
    ready({ mounts: { hooks: say('hooks') }, rest: say('rest'), upgrade: () => undefined });
    expect(await text(`${url}/hooks/a`)).toEqual([200, 'hooks']);
    expect(await text(`${url}/hooks?x=1`)).toEqual([200, 'hooks']);
    expect(await text(`${url}/hooksy`)).toEqual([200, 'rest']);
    expect(await text(url)).toEqual([200, 'rest']);
  });

  it('answers 500 when a part of the stage fails, and goes on', async () => {
    const { port, open: ready } = await server();
    ready({ mounts: {}, rest: () => Promise.reject(new Error('boom')), upgrade: () => undefined });
    expect((await text(`http://127.0.0.1:${port}`))[0]).toBe(500);
    expect((await text(`http://127.0.0.1:${port}`))[0]).toBe(500);
  });

  it('says what to do when the port is taken', async () => {
    const { port } = await server();
    await expect(openServer(port)).rejects.toThrow(`--port ${port + 1}`);
  });
});
