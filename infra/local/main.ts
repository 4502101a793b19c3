import { resolve } from 'node:path';
import { type Listener, listen } from './api/http-listener.ts';
import { curlLines } from './curl-lines.ts';
import { loadDemoData } from './demo-data.ts';
import { issueLocalKey } from './keys.ts';
import { localAssembly } from './local-assembly.ts';
import { type LocalSystem, startLocalSystem } from './local-system.ts';

const KEY = 'local';
const PORT = Number(process.env['PORT'] ?? 4010);
const EVENTS_PORT = Number(process.env['BALLAST_EVENTS_PORT'] ?? 0);
const DATA_DIR = resolve(process.env['BALLAST_DATA_DIR'] ?? '.ballast');

const started = performance.now();
const up = Promise.withResolvers<LocalSystem>();
await start().catch((error: unknown) => {
  process.stderr.write(`Ballast did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

/** Takes the port first, so that a second start fails at once; requests wait until everything is up. */
async function start(): Promise<void> {
  const listener = await listen(async (request) => (await up.promise).handle(request), PORT);
  stopOn('SIGINT', listener);
  stopOn('SIGTERM', listener);
  const system = await startLocalSystem({
    assembly: await localAssembly(),
    dataDir: DATA_DIR,
    eventsPort: EVENTS_PORT,
  });
  await issueLocalKey(system, 'local', KEY);
  const inner = await listen(system.handle, 0);
  await loadDemoData({ url: inner.url, key: KEY });
  await inner.close();
  up.resolve(system);
  announce(listener.url, system.eventsEndpoint);
}

function announce(url: string, eventsUrl: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const facts = [
    `  URL     ${url}   (docs: ${url}/docs)`,
    `  key     ${KEY}`,
    `  events  ${eventsUrl}   (EventBridge's PutEvents, bus ballast)`,
    `  data    ${DATA_DIR}`,
  ].join('\n');
  process.stdout.write(`\nBallast is up after ${seconds} s\n\n${facts}\n\n${curlLines(url, KEY).join('\n\n')}\n\n`);
}

/** The first signal lets the work at hand finish, the second does not. */
function stopOn(signal: NodeJS.Signals, listener: Listener): void {
  process.once(signal, () => {
    process.once(signal, () => process.exit(1));
    void stop(listener);
  });
}

async function stop(listener: Listener): Promise<void> {
  await listener.close();
  await (await up.promise).close();
  process.exit(0);
}
