import { afterEach, describe, expect, it } from 'vitest';
import { provisionAll } from '../gateway/testing.ts';
import { createFunctions, type Functions, matchesArn } from './registry.ts';

const unused = (): never => {
  throw new Error('not used here');
};

let functions: Functions;
const urls: string[] = [];
afterEach(() => functions.close());

function made(more: { readonly processes?: number } = {}): Functions {
  urls.length = 0;
  functions = createFunctions({
    ...more,
    host: { environment: unused, log: unused },
    assetPath: (key) => `/assets/${key}`,
    onUrl: (name, url) => urls.push(`${name} ${url}`),
  });
  return functions;
}

const lambda = (name: string, more: object = {}): [string, string, object] => [
  name,
  'AWS::Lambda::Function',
  {
    FunctionName: `dev-${name}`,
    Description: `lambdas/${name}/handler.ts`,
    Code: { S3Key: 'key.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::000000000000:role/dev',
    Environment: { Variables: { STAGE: 'dev', LIMIT: 5 } },
    ...more,
  },
];
const permission = (id: string, properties: object): [string, string, object] => [id, 'AWS::Lambda::Permission', properties];

describe('functions', () => {
  it('are found by ARN, qualified ARN, integration URI and name', async () => {
    const { provisioners, find, variablesOf } = made();
    await provisionAll(provisioners, [
      lambda('one', { Timeout: 7, MemorySize: 256, ReservedConcurrentExecutions: 2 }),
      lambda('one-more'),
    ]);
    const arn = 'arn:aws:lambda:eu-central-1:000000000000:function:dev-one';
    const uri = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
    for (const reference of [arn, `${arn}:live`, uri, 'dev-one', 'one']) expect(find(reference)?.definition.name).toBe('one');
    expect(find('one')?.definition).toMatchObject({ timeoutMs: 7000, memory: 256, concurrency: 2 });
    expect(find('one-more')?.definition).toMatchObject({ timeoutMs: 3000, memory: 128 });
    // One process alone would hide every race.
    expect(find('one-more')?.definition.concurrency).toBeGreaterThanOrEqual(2);
    expect(find('on')).toBeUndefined();
    expect(variablesOf('one')).toEqual({ STAGE: 'dev', LIMIT: '5' });
  });

  it('are fewer processes each where the stage is told so, whatever is reserved', async () => {
    const { provisioners, find } = made({ processes: 1 });
    await provisionAll(provisioners, [lambda('one'), lambda('two', { ReservedConcurrentExecutions: 2 })]);
    expect([find('one'), find('two')].map((fn) => fn?.definition.concurrency)).toEqual([1, 1]);
  });

  it.each<[string, object]>([
    ['VpcConfig', { VpcConfig: {} }],
    ['python3.13', { Runtime: 'python3.13' }],
    ['inline code', { Code: { ZipFile: 'x' } }],
    ['lambdas/<name>/', { Description: 'something else' }],
  ])('stop the start when they want %s', async (message, more) => {
    await expect(provisionAll(made().provisioners, [lambda('one', more)])).rejects.toThrow(message);
  });

  it('may be invoked by a service only from where a permission says', async () => {
    const { provisioners, mayInvoke } = made();
    await provisionAll(provisioners, [
      lambda('one'),
      lambda('two'),
      permission('P', {
        FunctionName: '@one_Arn',
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: 'arn:aws:execute-api:r:0:api/*/GET/v1/*',
      }),
    ]);
    const from = (source: string, name = 'one', service = 'apigateway.amazonaws.com') => mayInvoke(name, service, source);
    expect(from('arn:aws:execute-api:r:0:api/live/GET/v1/me')).toBe(true);
    expect(from('arn:aws:execute-api:r:0:other/live/GET/v1/me')).toBe(false);
    expect(from('arn:aws:execute-api:r:0:api/live/POST/v1/me')).toBe(false);
    expect(from('arn:aws:execute-api:r:0:api/live/GET/v1/me', 'two')).toBe(false);
    expect(from('arn:aws:execute-api:r:0:api/live/GET/v1/me', 'one', 'events.amazonaws.com')).toBe(false);
  });

  it('have a public URL only with both permissions', async () => {
    const { provisioners, hasPublicUrl } = made();
    await provisionAll(provisioners, [
      lambda('one'),
      ['Url', 'AWS::Lambda::Url', { TargetFunctionArn: '@one_Arn', AuthType: 'NONE' }],
    ]);
    expect(urls).toEqual(['one https://one.lambda-url.eu-central-1.on.aws/']);
    const grant = (id: string, action: string, more: object) =>
      permission(id, { FunctionName: 'dev-one', Action: action, Principal: '*', ...more });
    await provisionAll(provisioners, [grant('A', 'lambda:InvokeFunctionUrl', { FunctionUrlAuthType: 'NONE' })]);
    expect(hasPublicUrl('one')).toBe(false);
    await provisionAll(provisioners, [grant('B', 'lambda:InvokeFunction', { InvokedViaFunctionUrl: true })]);
    expect(hasPublicUrl('one')).toBe(true);
    expect(hasPublicUrl('two')).toBe(false);
  });

  it('with a URL for signed requests only are not supported', async () => {
    const url: [string, string, object] = ['Url', 'AWS::Lambda::Url', { TargetFunctionArn: '@one_Arn', AuthType: 'AWS_IAM' }];
    await expect(provisionAll(made().provisioners, [lambda('one'), url])).rejects.toThrow('AWS_IAM');
  });
});

describe('matchesArn', () => {
  it.each([
    ['a:*:c', 'a:b:c', true],
    ['a:?', 'a:b', true],
    ['a:?', 'a:bc', false],
    ['a.c', 'abc', false],
    ['*', 'anything/at:all', true],
    ['/v1/*', '/v1', false],
  ])('%s and %s: %s', (pattern, arn, expected) => {
    expect(matchesArn(pattern, arn)).toBe(expected);
  });
});
