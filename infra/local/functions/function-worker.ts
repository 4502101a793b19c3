import { parentPort, workerData } from 'node:worker_threads';
import type { Context } from 'aws-lambda';
import type { WorkerAnswer, WorkerRequest, WorkerSettings } from './worker-messages.ts';

type Handler = (event: unknown, context: Context) => unknown;

process.setSourceMapsEnabled(true);
const settings = workerData as WorkerSettings;
const bundle = (await import(settings.entry)) as Readonly<Record<string, Handler>>;
const handler = bundle[settings.exportName];
if (handler === undefined) throw new Error(`${settings.entry} exports no ${settings.exportName}`);

parentPort?.on('message', (request: WorkerRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message, []));
});

async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  try {
    const result = await handler?.(JSON.parse(request.event), contextOf(request));
    return { ok: true, payload: JSON.stringify(result ?? null) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    console.error(stack);
    return { ok: false, errorType: name, errorMessage: message };
  }
}

function contextOf({ requestId, deadlineMs }: WorkerRequest): Context {
  return {
    awsRequestId: requestId,
    functionName: settings.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.arn,
    memoryLimitInMB: String(settings.memoryMb),
    logGroupName: settings.name,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
  };
}

function unsupported(): never {
  throw new Error('Node 24 on Lambda has no callback handlers');
}
