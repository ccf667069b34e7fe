import { createServer, type RequestListener, type Server } from 'node:http';
import type { Invokable } from '../functions/registry.ts';
import type { Outcome } from '../functions/worker.ts';
import type { Provisioners, Resource } from '../parts.ts';

/** A function by its handler, without processes. */
export type TestHandler = (event: Record<string, unknown>) => unknown;

/** Functions for tests of what invokes them; what is not given refuses. */
export function testFunctions(handlers: Readonly<Record<string, TestHandler>>, permitted = true): Invokable {
  const nameIn = (reference: string): string => Object.keys(handlers).find((name) => reference.includes(name)) ?? '';
  return {
    find: (reference) => {
      const handler = handlers[nameIn(reference)];
      if (!handler) return undefined;
      const name = nameIn(reference);
      const invoke = async (event: unknown): Promise<Outcome> => {
        try {
          return { ok: true, payload: await handler(Object(event)) };
        } catch (error) {
          const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
          return { ok: false, errorType, errorMessage };
        }
      };
      return { definition: { name }, invoke };
    },
    mayInvoke: () => permitted,
    hasPublicUrl: (name) => name in handlers,
  };
}

/** Makes resources in the order given; each may name the `Ref` of an earlier one as `@LogicalId`. */
export async function provisionAll(
  provisioners: Provisioners,
  resources: readonly [id: string, type: string, properties: object][],
) {
  const refs = new Map<string, string>();
  for (const [logicalId, type, properties] of resources) {
    const text = JSON.stringify(properties).replace(/@(\w+)/g, (_, id: string) => refs.get(id) ?? '');
    const resource: Resource = { stack: 'test', logicalId, type, properties: JSON.parse(text), metadata: {} };
    const provisioner = provisioners[type];
    if (!provisioner) throw new Error(`Nobody provides ${type}`);
    const { ref, attributes } = await provisioner(resource);
    refs.set(logicalId, ref);
    for (const [name, value] of Object.entries(attributes)) refs.set(`${logicalId}_${name}`, value);
  }
  return refs;
}

export async function serve(listener: RequestListener): Promise<{ server: Server; url: string; close: () => Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { server, url, close };
}
