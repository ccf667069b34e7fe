import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { CognitoError, UnsupportedError } from 'cognito-local/lib/errors.js';
import { Router } from 'cognito-local/lib/server/Router.js';
import { CognitoServiceFactoryImpl } from 'cognito-local/lib/services/cognitoService.js';
import type { Services } from 'cognito-local/lib/services/index.js';
import type { LogService } from 'cognito-local/lib/services/LogService.js';
import { otp } from 'cognito-local/lib/services/otp.js';
import { JwtTokenGenerator } from 'cognito-local/lib/services/tokenGenerator.js';
import { UserPoolServiceFactoryImpl } from 'cognito-local/lib/services/userPoolService.js';
import * as z from 'zod';
import { adminTargets } from './cognito-admin.ts';
import { mailFor } from './cognito-mail.ts';
import { OneTimeCodes, ownAccountTargets } from './cognito-second-factor.ts';
import { checkPassword, signInTargets } from './cognito-sign-in.ts';
import { JsonStoreFactory } from './json-store.ts';
import { serveStage } from './thread.ts';

const options = z.object({ directory: z.string(), issuer: z.string() }).parse(workerData);
const { pem, jwk } = z
  .object({ pem: z.string(), jwk: z.looseObject({ kid: z.string() }) })
  .parse(createRequire(import.meta.url)('cognito-local/lib/keys/cognitoLocal.public.json'));

const silent = (): void => {};
const logger: LogService = { child: () => logger, debug: silent, info: silent, warn: silent, error: silent };
const context = { logger };
const clock = { get: () => new Date(Date.now()) };
const noTrigger = (): Promise<never> => Promise.reject(new Error('Cognito triggers are not part of the local stage'));
const triggers = {
  enabled: () => false,
  customMessage: noTrigger,
  customEmailSender: noTrigger,
  postAuthentication: noTrigger,
  postConfirmation: noTrigger,
  preSignUp: noTrigger,
  preTokenGeneration: noTrigger,
  userMigration: noTrigger,
};
const stores = new JsonStoreFactory(options.directory);
const userPoolDefaults = { UsernameAttributes: ['email'] };
const factory = new CognitoServiceFactoryImpl(options.directory, stores, new UserPoolServiceFactoryImpl(clock, stores));
const services: Services = {
  clock,
  triggers,
  otp,
  cognito: await factory.create(context, userPoolDefaults),
  tokenGenerator: new JwtTokenGenerator(clock, triggers, { IssuerDomain: options.issuer }),
  config: {
    LambdaClient: {},
    TriggerFunctions: {},
    UserPoolDefaults: userPoolDefaults,
    ServerConfig: {},
    TokenConfig: { IssuerDomain: options.issuer },
  },
  messages: {
    deliver: (_context, source, _client, _pool, user, code, _metadata, { Destination }) => {
      parentPort?.postMessage({ type: 'mail', ...mailFor(source, Destination, user.Username, code) });
      return Promise.resolve();
    },
  },
};
const base = Router(services);
const codes = new OneTimeCodes(() => Date.now());
const own = {
  ...adminTargets(services, pem),
  ...signInTargets(services, base, codes),
  ...ownAccountTargets(services, pem, codes, checkPassword),
};

const server = createServer((request, response) => {
  answer(request).then(
    ({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    },
    (error: unknown) => {
      console.error('cognito-local failed', error);
      response.writeHead(500, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'InternalErrorException', message: 'cognito-local failed' }));
    },
  );
});

async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
  if (request.method === 'GET') {
    if (request.url?.endsWith('/.well-known/jwks.json') === true) return { status: 200, body: JSON.stringify({ keys: [jwk] }) };
    return { status: 404, body: '{}' };
  }
  const target = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const input: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    const output: unknown = await (own[target] ?? base(target))(context, input);
    return { status: 200, body: stringify(output) };
  } catch (error) {
    if (error instanceof CognitoError) return failure(400, error.code, error.message);
    if (error instanceof UnsupportedError) return failure(400, 'NotImplementedException', error.message);
    if (error instanceof SyntaxError) return failure(400, 'SerializationException', 'The body is not JSON');
    throw error;
  }
}

function failure(status: number, type: string, message: string): { status: number; body: string } {
  return { status, body: JSON.stringify({ __type: type, message }) };
}

/** AWS writes times as epoch seconds. */
function stringify(output: unknown): string {
  return JSON.stringify(output, function (this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    return original instanceof Date ? Math.floor(original.getTime() / 1000) : value;
  });
}

// The gate keeps its connections open; one closed just as it is used again would be a failed call.
server.keepAliveTimeout = 0;
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('cognito-local has no port');
serveStage(`http://127.0.0.1:${address.port}`, () => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
});
