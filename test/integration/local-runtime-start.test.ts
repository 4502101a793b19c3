import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), 'ballast-start-'));
const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) console.log('no curl on this machine: the printed lines are not run');

afterAll(() => rmSync(dataDir, { recursive: true }));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** `npm start` until it says that it is up; its output, and a way to stop it. */
async function start(port: number): Promise<{ output: string; stop: () => Promise<number | null> }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PORT: String(port), BALLAST_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    output += chunk;
    if (output.includes('/fills')) break;
  }
  const stop = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    return code;
  };
  return { output, stop };
}

test('the first start loads the demo, the second finds it, both stop cleanly', async () => {
  const port = await freePort();
  const first = await start(port);
  expect(first.output).toContain(`http://127.0.0.1:${port}`);
  const headers = { 'x-api-key': 'local' };
  const books = await (await fetch(`http://127.0.0.1:${port}/v1/portfolios`, { headers })).json();
  expect(books).toMatchObject({
    items: [
      { id: 'market-maker', revision: 1 },
      { id: 'treasury', revision: 1 },
    ],
  });

  const lines = first.output.split('\n').filter((line) => line.startsWith('curl '));
  expect(lines).toHaveLength(3);
  if (hasCurl) {
    const statuses = lines.map((line) =>
      execFileSync('sh', ['-c', `${line} -o /dev/null -w '%{http_code}'`], { encoding: 'utf8' }),
    );
    expect(statuses).toEqual(['200', '200', '200']);
  }
  expect(await first.stop()).toBe(0);

  const second = await start(port);
  const versions = await (await fetch(`http://127.0.0.1:${port}/v1/markets/demo/versions`, { headers })).json();
  expect((versions as { items: unknown[] }).items).toHaveLength(1);
  expect(await second.stop()).toBe(0);
});
