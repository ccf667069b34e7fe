import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { functionBuilder } from '../scripts/build.ts';
import { startAws } from './aws/endpoint.ts';
import { createClock } from './control/clock.ts';
import { createControl } from './control/control.ts';
import { lockDirectory } from './control/lock.ts';
import { createModelDoor } from './control/model-door.ts';
import type { Event } from './events/event-bus.ts';
import { createEventSources } from './events/event-sources.ts';
import { createQueues } from './events/queues.ts';
import { createAddresses } from './functions/addresses.ts';
import { functionEnvironment } from './functions/environment.ts';
import { hotSwap } from './functions/hot-swap.ts';
import { createLogs } from './functions/logs.ts';
import { createFunctions, mostProcesses } from './functions/registry.ts';
import { functionUrls } from './gateway/function-url.ts';
import { restControl } from './gateway/rest-control.ts';
import { domainOf } from './gateway/rest-event.ts';
import { createRestApis } from './gateway/rest-provisioners.ts';
import { createWebSocketApis } from './gateway/websocket-provisioners.ts';
import { createGraph } from './graph/graph.ts';
import { createMail } from './mail/mail.ts';
import { place, type RequestHandler } from './parts.ts';
import { createPhone } from './phone/phone.ts';
import type { Seeded } from './seed/seed.ts';
import { seedDemo } from './seed-demo.ts';
import { notYet, openServer } from './server.ts';
import { type Assembly, loadAssembly } from './template/assembly.ts';
import { provision } from './template/provision.ts';
import { build, synthesize } from './template/synthesize.ts';
import { openAiStandIn } from './transcribe/openai.ts';
import { recordings } from './transcribe/recorded.ts';
import { createTwilio, type Twilio } from './twilio/twilio.ts';
import { createWeb } from './web/web.ts';

const root = join(import.meta.dirname, '..');
const defaultData = join(root, '.stage', 'data');

export interface StageOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Everything that must outlive a restart. */
  readonly data: string;
  /** Begin with empty data. */
  readonly fresh?: boolean;
  /** Bundle first; false: what is in dist is current. */
  readonly build?: boolean;
  /** Swap functions when their source changes. */
  readonly watch?: boolean;
  /** The assistant of the demo businesses is asked and answers nobody, and they sell nothing: for tests of everything else. */
  readonly quiet?: boolean;
  /** Of each function at most: one where what happens at the same moment is not asked about, for half the memory and the warming up. */
  readonly processes?: number;
  readonly say?: (line: string) => void;
}

/** What `outputs.json` says. */
export interface Outputs extends Omit<Seeded, 'providerChannels'> {
  readonly url: string;
  readonly api: string;
  readonly realtime: string;
  readonly aws: string;
  readonly graph: string;
  readonly phone: string;
  readonly mail: string;
  /** An account that no business has connected yet. */
  readonly twilio: Twilio['seeded'];
  readonly table: string;
  /** Who runs the import and the export, as somebody of the account would by assuming the operator's role. */
  readonly operator: { readonly tenantRole: string; readonly environment: Readonly<Record<string, string>> };
  /** The engines behind the IAM gate, for tests that count effects. */
  readonly engines: { readonly dynamodb: string; readonly sqs: string; readonly s3: string; readonly cognito: string };
}

export interface RunningStage {
  readonly outputs: Outputs;
  close(): Promise<void>;
}

/** Starts the whole stage; resolves when it is ready. What was started is stopped again when a later step fails. */
export async function startStage(options: StageOptions): Promise<RunningStage> {
  const stack = new AsyncDisposableStack();
  try {
    const outputs = await start(options, stack);
    return { outputs, close: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function start(options: StageOptions, stack: AsyncDisposableStack): Promise<Outputs> {
  const { data, say = () => {} } = options;
  const server = await openServer(options.port);
  stack.defer(() => server.close());
  const { port } = server;
  const url = `http://localhost:${port}`;
  // The functions' way in: an address needs no look-up.
  const loopback = `http://127.0.0.1:${port}`;
  stack.defer(await lockDirectory(data, { fresh: options.fresh === true }));

  const clock = createClock();
  const { now } = clock;
  const mail = createMail({ dataDir: data, now });
  const onMail = mail.deliver;
  let onEvent: (event: Event) => void = () => {};
  const [aws, assembly] = await settled([
    startAws({
      dataDir: data,
      port,
      accountId: place.account,
      region: place.region,
      clock: now,
      onMail,
      onEvent: (event) => onEvent(event),
    }),
    assemble(options.build !== false, say),
  ]);
  stack.defer(() => aws.close());

  const addresses = createAddresses();
  addresses.add('https://graph.facebook.com', `${loopback}/graph`);
  addresses.add('https://api.twilio.com', `${loopback}/twilio`);
  for (const [from, to] of Object.entries(aws.addresses)) addresses.add(from, to);
  const logs = await createLogs(data === defaultData ? join(root, '.stage', 'logs') : join(data, 'logs'));
  stack.defer(() => logs.close());
  const controlled = new Map<string, string>();
  const functions = createFunctions({
    assetPath: assembly.assetPath,
    processes: options.processes ?? mostProcesses,
    onUrl: (name, publicUrl) => addresses.add(publicUrl, `${url}/hooks/${name}/`),
    host: {
      log: logs.write,
      environment: (definition) => {
        const variables = functions.variablesOf(definition.name);
        return functionEnvironment(definition, { variables, addresses, aws, control: Object.fromEntries(controlled) });
      },
    },
  });
  stack.defer(() => functions.close());
  const rest = createRestApis({
    functions,
    now,
    onStage: ({ id, stage }) => addresses.add(`https://${domainOf(id)}/${stage}`, url),
  });
  const sockets = createWebSocketApis({
    functions,
    now,
    onStage: ({ id, stage }) => {
      addresses.add(`https://${domainOf(id)}/${stage}`, `${loopback}/aws/execute-api/${id}/${stage}`);
      addresses.add(`wss://${domainOf(id)}/${stage}`, `ws://localhost:${port}/realtime`);
      addresses.add(`wss://${domainOf(id)}`, `ws://localhost:${port}`);
    },
  });
  stack.defer(() => sockets.close());
  aws.serve('execute-api', sockets.manage);
  aws.serve('apigateway', restControl(rest));
  const { engines, calls } = aws;
  const queues = createQueues(engines.sqs);
  const muted = new Set(options.quiet === true ? ['assistant'] : []);
  const sources = createEventSources({ functions, queues, calls, dynamodb: engines.dynamodb, dataDirectory: data, now, muted });
  onEvent = (event) => void sources.bus.publish(event);
  // An origin of its own on the same port. Browsers know without asking anybody that names below `localhost` are this machine.
  const mediaHost = `media.localhost:${port}`;
  const files = { origin: `http://${mediaHost}`, bucket: presignedFrom(aws.handle, `127.0.0.1:${port}`) };
  const web = createWeb({ rest, addresses, assetPath: assembly.assetPath, files });
  const { resources } = await provision(assembly, {
    ...aws.provisioners,
    ...functions.provisioners,
    ...rest.provisioners,
    ...sockets.provisioners,
    ...sources.provisioners,
    ...web.provisioners,
  });
  say(`${resources.length} resources of ${assembly.stacks.length} stacks`);

  const refOf = (type: string): string => {
    const found = resources.find((one) => one.type === type);
    if (!found) throw new Error(`The templates have no ${type}`);
    return found.ref;
  };
  const table = refOf('AWS::DynamoDB::Table');
  // The seed comes through the AWS endpoint, as functions do.
  server.open({ mounts: { aws: aws.handle }, rest: notYet, upgrade: () => undefined });
  const userPool = refOf('AWS::Cognito::UserPool');
  const roleNamed = (end: string) => {
    const found = resources.find(({ type, ref }) => type === 'AWS::IAM::Role' && ref.endsWith(end));
    if (!found) throw new Error(`The templates have no role ${end}`);
    return found;
  };
  const operator = {
    tenantRole: roleNamed('-tenant').attributes.Arn ?? '',
    environment: await aws.environment(roleNamed('-operator').ref, 'operator'),
  };
  const { providerChannels, ...seeded } = await seedDemo({
    aws,
    functions,
    table,
    userPool,
    data,
    url,
    services: options.quiet !== true,
  });
  const graph = createGraph({ channels: () => providerChannels, dataDir: data, now, origin: () => loopback });
  stack.defer(() => graph.close());
  const twilio = createTwilio({ dataDir: data, now, origin: () => loopback });
  stack.defer(() => twilio.close());

  const recorded = recordings(join(data, 'transcribe', 'recorded'));
  const model = createModelDoor();
  const outputs: Outputs = {
    url,
    api: `${url}/v1`,
    realtime: `ws://localhost:${port}/realtime`,
    aws: `${loopback}/aws`,
    graph: `${url}/graph`,
    phone: `${url}/phone`,
    mail: `${url}/mail`,
    twilio: twilio.seeded,
    table,
    operator,
    engines,
    ...seeded,
  };
  server.open({
    mounts: {
      _stage: createControl({
        functions,
        queues,
        logs,
        clock,
        calls,
        environment: controlled,
        recordings: recorded,
        model,
      }),
      aws: aws.handle,
      hooks: functionUrls(functions, now),
      graph: graph.handle,
      twilio: twilio.handle,
      model: model.handle,
      phone: createPhone({ graph, businesses: () => seeded.businesses, now }).handle,
      mail: mail.handle,
      openai: openAiStandIn(recorded),
    },
    hosts: { [mediaHost]: web.filesHandler() ?? nothingHere },
    rest: web.handler() ?? nothingHere,
    upgrade: (path) => (path === '/realtime' ? sockets.upgrade() : undefined),
  });
  sources.start();
  stack.defer(() => sources.stop());
  if (options.watch) {
    const swap = hotSwap({ root, functions, functionBuilder, buildWeb: () => build(root), onWeb: web.swap, say });
    stack.defer(() => swap.close());
  }
  return outputs;
}

/** The assembly of stage `dev`, bundled first unless told otherwise. */
async function assemble(bundle: boolean, say: (line: string) => void): Promise<Assembly> {
  const began = performance.now();
  if (bundle && (await build(root))) say(`built in ${Math.round(performance.now() - began)} ms`);
  const synthesizing = performance.now();
  const { folder, fresh } = await synthesize(root, join(root, '.stage', 'cdk.out'));
  if (fresh) say(`synthesized in ${Math.round(performance.now() - synthesizing)} ms`);
  return loadAssembly(folder);
}

/** A bucket as CloudFront asks it: with the host that the address was signed for, and nothing that a browser adds. */
function presignedFrom(s3: RequestHandler, host: string): (bucket: string) => RequestHandler {
  return (bucket) => (request, response) => {
    const passed = Object.entries(request.headers).filter(([name]) => ['range', 'content-type', 'content-length'].includes(name));
    request.url = `/aws/s3/${bucket}${request.url ?? '/'}`;
    request.headers = { host, ...Object.fromEntries(passed) };
    return s3(request, response);
  };
}

const nothingHere: RequestHandler = async (_, response) => {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('The templates have no web app; it has not been built\n');
};

/** Waits for both even when one fails, so that nothing is left half started. */
async function settled<A, B>([a, b]: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

async function write(file: string, outputs: Outputs): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Two stages of one tree begin at once: each puts its own file in the place of the last.
  const written = `${file}.${process.pid}`;
  await writeFile(written, `${JSON.stringify(outputs, null, 2)}\n`);
  await rename(written, file);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4000' },
      data: { type: 'string', default: defaultData },
      fresh: { type: 'boolean', default: false },
      'quiet-assistant': { type: 'boolean', default: false },
      processes: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}"`);
  const processes = values.processes === undefined ? mostProcesses : Number(values.processes);
  if (!Number.isInteger(processes) || processes < 1)
    throw new Error(`--processes takes a number of 1 or more, not "${values.processes}"`);
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const data = resolve(values.data);
  const stage = await startStage({
    port,
    data,
    fresh: values.fresh,
    quiet: values['quiet-assistant'],
    processes,
    watch: true,
    say,
  });
  await write(join(data, 'outputs.json'), stage.outputs);
  await write(join(root, '.stage', 'outputs.json'), stage.outputs);
  process.stdout.write(`ready ${stage.outputs.url}\n`);
  const stop = (): void => {
    say('stopping');
    stage.close().then(
      () => process.exit(0),
      (error: unknown) => {
        say(String(error));
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
