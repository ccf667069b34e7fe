import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { RequestHandler } from '../parts.ts';
import type { Transcribe } from '../transcribe/transcribe.ts';
import { Calls } from './calls.ts';
import { askForCapacity, consumed, type Units } from './capacity.ts';
import { cognitoAccess, publicOperations } from './gate/cognito.ts';
import type { Access, Gate } from './gate/decide.ts';
import type { DynamoDbAccess } from './gate/dynamodb.ts';
import type { Credentials, Issued } from './gate/principals.ts';
import { s3Access } from './gate/s3.ts';
import { sqsAccess } from './gate/sqs.ts';
import { answerAsAsked } from './http/answer-as-asked.ts';
import { AwsError, type Protocol, sendError } from './http/errors.ts';
import { forward, readBody, stream } from './http/forward.ts';
import { authenticate } from './http/signature.ts';
import type { Kms } from './services/kms.ts';
import { checkPolicy, formAccess, formCaller, isForm, putInto, readForm } from './services/post-object.ts';
import type { Ses } from './services/ses.ts';
import type { Sts } from './services/sts.ts';

export interface FrontParts {
  readonly place: { readonly account: string; readonly region: string };
  readonly engines: { readonly dynamodb: string; readonly sqs: string; readonly s3: string; readonly cognito: string };
  readonly credentials: Credentials;
  readonly gate: Gate;
  readonly dynamodb: DynamoDbAccess;
  readonly kms: Kms;
  readonly ses: Ses;
  readonly transcribe: Transcribe;
  readonly sts: Sts;
  readonly clock: () => number;
}

/** What is known of a request so far, for the record. */
interface Call {
  caller: Issued | undefined;
  action: string;
  resources: readonly string[];
  allowed: boolean;
  units: Units;
}

type Service = (request: IncomingMessage, response: ServerResponse, call: Call) => Promise<number>;

const protocols: Readonly<Record<string, Protocol>> = {
  dynamodb: 'json-1.0',
  sqs: 'json-1.0',
  kms: 'json-1.1',
  transcribe: 'json-1.1',
  'cognito-idp': 'json-1.1',
  sts: 'query',
  s3: 's3',
};

/** The door of the AWS endpoint: who calls, whether IAM lets them, on to the engine, and into the record. */
export class Front {
  readonly calls = new Calls();
  private readonly parts: FrontParts;
  private readonly served = new Map<string, RequestHandler>();
  private readonly services: Readonly<Record<string, Service>>;

  constructor(parts: FrontParts) {
    this.parts = parts;
    this.services = {
      dynamodb: (...call) => this.dynamoDb(...call),
      sqs: (...call) => this.sqs(...call),
      kms: (...call) => this.kms(...call),
      sts: (...call) => this.sts(...call),
      ses: (...call) => this.ses(...call),
      s3: (...call) => this.s3(...call),
      transcribe: (...call) => this.transcribe(...call),
      'cognito-idp': (...call) => this.cognito(...call),
      'execute-api': (...call) => this.executeApi(...call),
      apigateway: (...call) => this.apiGateway(...call),
    };
  }

  serve(service: string, handler: RequestHandler): void {
    if (service !== 'execute-api' && service !== 'apigateway')
      throw new Error(`The AWS endpoint does not know what a request to ${service} needs to be allowed`);
    this.served.set(service, handler);
  }

  readonly handle: RequestHandler = async (request, response) => {
    const name = (request.url ?? '').split(/[/?]/)[2] ?? '';
    const call: Call = {
      caller: undefined,
      action: `${name}:?`,
      resources: [],
      allowed: false,
      units: { readUnits: 0, writeUnits: 0 },
    };
    let status: number;
    try {
      const service = this.services[name];
      if (service === undefined) throw new AwsError(404, 'UnknownService', `The local stage has no AWS service ${name}`);
      status = await service(request, response, call);
    } catch (error) {
      const shaped = awsError(error);
      request.resume();
      sendError(response, protocols[name] ?? 'rest-json', shaped);
      status = shaped.status;
    }
    this.calls.add({
      at: this.parts.clock(),
      principal: call.caller?.principal.roleArn ?? 'anonymous',
      tenant: call.caller?.principal.tags.tenant,
      function: call.caller?.principal.functionName,
      action: call.action,
      resources: call.resources,
      allowed: call.allowed,
      status,
      ...call.units,
    });
  };

  private async dynamoDb(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const { body, parsed, operation } = await this.authenticated(request, call, 'dynamodb');
    await this.allow(call, this.parts.dynamodb.of(operation, parsed), operation);
    const asked = askForCapacity(operation, body, parsed);
    const { status, body: answer } = await forward(request, response, this.parts.engines.dynamodb, '/', asked);
    call.units = consumed(operation, status, answer);
    return status;
  }

  private async sqs(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const { body, parsed, operation } = await this.authenticated(request, call, 'sqs');
    await this.allow(call, sqsAccess(operation, parsed, this.parts.place), operation);
    const { status } = await forward(request, response, this.parts.engines.sqs, '/', body);
    return status;
  }

  private async kms(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const { parsed, operation } = await this.authenticated(request, call, 'kms');
    await this.allow(call, this.parts.kms.access(operation, parsed), operation);
    return send(response, 'application/x-amz-json-1.1', JSON.stringify(this.parts.kms.answer(operation, parsed)));
  }

  private async transcribe(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const { parsed, operation } = await this.authenticated(request, call, 'transcribe');
    await this.allow(call, this.parts.transcribe.access(operation, parsed), operation);
    return send(response, 'application/x-amz-json-1.1', JSON.stringify(await this.parts.transcribe.answer(operation, parsed)));
  }

  private async ses(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const body = await readBody(request);
    this.identify(request, call, 'ses', body);
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    const path = pathAfter(request, 'ses');
    await this.allow(call, this.parts.ses.access(request.method ?? 'GET', path, parsed), `${request.method} ${path}`);
    return send(response, 'application/json', JSON.stringify(this.parts.ses.send(parsed)));
  }

  private async sts(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const body = await readBody(request);
    const caller = this.identify(request, call, 'sts', body);
    const form = new URLSearchParams(body.toString('utf8'));
    call.action = `sts:${form.get('Action') ?? '?'}`;
    call.resources = [form.get('RoleArn') ?? '*'];
    const { xml, resources } = await this.parts.sts.answer(caller, form);
    call.resources = resources;
    call.allowed = true;
    return send(response, 'text/xml', xml);
  }

  private async cognito(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    if (request.method === 'GET') {
      // The key set that token issuers publish is everybody's to read.
      call.action = 'cognito-idp:GetSigningKeys';
      call.allowed = true;
      return stream(request, response, this.parts.engines.cognito, pathAfter(request, 'cognito-idp'));
    }
    const operation = operationOf(request);
    if (publicOperations.has(operation)) {
      call.action = `cognito-idp:${operation}`;
      call.allowed = true;
      const { status } = await forward(request, response, this.parts.engines.cognito, '/', await readBody(request));
      return status;
    }
    const { body, parsed } = await this.authenticated(request, call, 'cognito-idp');
    await this.allow(call, cognitoAccess(operation, parsed, this.parts.place), operation);
    const { status } = await forward(request, response, this.parts.engines.cognito, '/', body);
    return status;
  }

  private async s3(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const path = pathAfter(request, 's3');
    const [encoded = '', search = ''] = path.split(/\?(.*)/s);
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(encoded) ?? [];
    const query = new URLSearchParams(search);
    if (key === '' && isForm(request)) return this.postObject(request, response, call, decodeURIComponent(bucket));
    const body = request.method === 'POST' && query.has('delete') ? await readBody(request) : undefined;
    this.identify(request, call, 's3', body);
    const needed = s3Access({
      method: request.method ?? 'GET',
      bucket: decodeURIComponent(bucket),
      key: decodeURIComponent(key),
      query,
      copySource: request.headers['x-amz-copy-source']?.toString(),
      deletes: body === undefined ? [] : keysToDelete(body),
    });
    await this.allow(call, needed, `${request.method} ${[...query.keys()].join('&')}`);
    if (body === undefined) {
      answerAsAsked(response, query);
      const missing = key === '' ? undefined : () => this.mayKnowWhatIsMissing(call, decodeURIComponent(bucket));
      return stream(request, response, this.parts.engines.s3, path, missing);
    }
    const { status } = await forward(request, response, this.parts.engines.s3, path, body);
    return status;
  }

  /**
   * Whoever may not list a bucket is not told that an object is missing, but that it is forbidden.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  private async mayKnowWhatIsMissing({ caller }: Call, bucket: string): Promise<void> {
    if (caller === undefined) return;
    const list = s3Access({ method: 'HEAD', bucket, key: '', query: new URLSearchParams(), copySource: undefined, deletes: [] });
    for (const access of list ?? []) {
      const decision = await this.parts.gate.decide(caller.principal, access);
      if (!decision.allowed) throw denied(caller, access, decision.reason);
    }
  }

  /** What a browser sends straight to S3: the signature and the conditions are in the form. */
  private async postObject(request: IncomingMessage, response: ServerResponse, call: Call, bucket: string): Promise<number> {
    const { credentials, engines, place } = this.parts;
    const form = await readForm(request);
    call.caller = formCaller(form, credentials, place.region);
    await this.allow(call, formAccess(form, bucket), 'POST of a form');
    checkPolicy(form, bucket);
    await putInto(engines.s3, form, bucket, place.region);
    response.writeHead(204).end();
    return 204;
  }

  private async executeApi(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const handler = this.served.get('execute-api');
    if (handler === undefined) throw new AwsError(404, 'UnknownService', 'The local stage has no WebSocket API yet');
    this.identify(request, call, 'execute-api', undefined);
    const [path = ''] = pathAfter(request, 'execute-api').split('?');
    const [, api = '', stage = '', , id = ''] = path.split('/');
    const { account, region } = this.parts.place;
    const resource = `arn:aws:execute-api:${region}:${account}:${api}/${stage}/${request.method}/@connections/${decodeURIComponent(id)}`;
    await this.allow(call, [{ action: 'execute-api:ManageConnections', resource, context: {} }], 'ManageConnections');
    await handler(request, response);
    return response.statusCode;
  }

  /** The control plane of API Gateway: its actions are named by the method, its resources by the path. */
  private async apiGateway(request: IncomingMessage, response: ServerResponse, call: Call): Promise<number> {
    const handler = this.served.get('apigateway');
    if (handler === undefined) throw new AwsError(404, 'UnknownService', 'The local stage has no REST API yet');
    this.identify(request, call, 'apigateway', undefined);
    const [path = ''] = pathAfter(request, 'apigateway').split('?');
    const resource = `arn:aws:apigateway:${this.parts.place.region}::${path}`;
    await this.allow(call, [{ action: `apigateway:${request.method}`, resource, context: {} }], `${request.method} ${path}`);
    await handler(request, response);
    return response.statusCode;
  }

  private async authenticated(
    request: IncomingMessage,
    call: Call,
    service: string,
  ): Promise<{ body: Buffer; parsed: unknown; operation: string }> {
    const operation = operationOf(request);
    call.action = `${service}:${operation}`;
    const body = await readBody(request);
    this.identify(request, call, service, body);
    return { body, parsed: JSON.parse(body.toString('utf8')), operation };
  }

  private identify(request: IncomingMessage, call: Call, service: string, body: Buffer | undefined): Issued {
    const { credentials, place, clock } = this.parts;
    const signed = { service, region: place.region, escapesPathOnce: service === 's3', body, now: clock() };
    const caller = authenticate(request, credentials, signed);
    call.caller = caller;
    return caller;
  }

  /** Throws what AWS would answer unless every access is allowed. */
  private async allow(call: Call, needed: readonly Access[] | undefined, operation: string): Promise<void> {
    const caller = call.caller;
    if (needed === undefined || needed.length === 0 || caller === undefined) {
      throw new AwsError(400, 'UnknownOperationException', `The local stage does not know what ${operation} needs to be allowed`);
    }
    call.resources = needed.map(({ resource }) => resource);
    if (call.action.endsWith(':?')) call.action = needed[0]?.action ?? call.action;
    for (const access of needed) {
      const decision = await this.parts.gate.decide(caller.principal, access);
      if (decision.allowed) continue;
      throw denied(caller, access, decision.reason);
    }
    call.allowed = true;
  }
}

function denied(caller: Issued, access: Access, reason: string): AwsError {
  const message = `User: ${caller.principal.sessionArn} is not authorized to perform: ${access.action} on resource: ${access.resource} ${reason}`;
  const service = access.action.split(':')[0];
  if (service === 's3') return new AwsError(403, 'AccessDenied', message);
  if (service === 'execute-api') return new AwsError(403, 'ForbiddenException', message);
  return new AwsError(400, 'AccessDeniedException', message);
}

function awsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof SyntaxError || error instanceof URIError)
    return new AwsError(400, 'SerializationException', error.message);
  if (error instanceof z.ZodError) return new AwsError(400, 'ValidationException', z.prettifyError(error));
  console.error('The AWS endpoint failed', error);
  return new AwsError(500, 'InternalServerError', 'The AWS endpoint of the local stage failed; its log says why');
}

function operationOf(request: IncomingMessage): string {
  return request.headers['x-amz-target']?.toString().split('.')[1] ?? '?';
}

/** The path and query that follow `/aws/<service>`, as they came. */
function pathAfter(request: IncomingMessage, service: string): string {
  const rest = (request.url ?? '').slice(`/aws/${service}`.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

const DeleteKey = /<Key>([^<]*)<\/Key>/g;

function keysToDelete(body: Buffer): readonly string[] {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return [...body.toString('utf8').matchAll(DeleteKey)].map(([, key = '']) =>
    key.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal?: string, hex?: string, name = '') => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return named[name] ?? whole;
    }),
  );
}

function send(response: ServerResponse, type: string, body: string): number {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
  return 200;
}
