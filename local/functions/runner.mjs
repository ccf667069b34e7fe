// What the Lambda runtime is on AWS: loads one bundle and answers one invocation at a time, over the IPC channel.
// Plain JavaScript, because stripping types costs every process 40 ms of its start.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';

const [file = '', name = '', compiled = ''] = process.argv.slice(2);
if (compiled !== '') enableCompileCache(compiled);

// The stage is gone, perhaps by SIGKILL: nobody is left to answer.
process.on('disconnect', () => process.exit(0));

function describe(error) {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, stack: error.stack }
    : { errorType: typeof error, errorMessage: String(error) };
}

async function invoke({ id, event, arn, deadline }, handler) {
  const context = {
    awsRequestId: id,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: arn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    process.send({ type: 'done', id, payload: (await handler(event, context)) ?? null });
  } catch (error) {
    const failure = describe(error);
    console.error(JSON.stringify({ level: 'ERROR', requestId: id, ...failure }));
    process.send({ type: 'failed', id, errorType: failure.errorType, errorMessage: failure.errorMessage });
  }
}

/** By then most of what the function ever runs has been compiled. It would also be kept at the exit, but stages kill. */
let untilKept = 3;
function keepCompiled() {
  untilKept -= 1;
  if (untilKept === 0) flushCompileCache();
}

const handler = (await import(pathToFileURL(file).href))[name];
if (typeof handler !== 'function') throw new Error(`${file} does not export a function named ${name}`);

process.on('message', (message) => {
  if (message.type === 'environment') Object.assign(process.env, message.set);
  else void invoke(message, handler).then(keepCompiled);
});
process.send({ type: 'ready' });
