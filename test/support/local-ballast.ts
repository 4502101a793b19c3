import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../infra/local/api/http-listener.ts';
import { issueLocalKey } from '../../infra/local/keys.ts';
import { localAssembly } from '../../infra/local/local-assembly.ts';
import { startLocalSystem } from '../../infra/local/local-system.ts';

export type LocalBallast = {
  readonly url: string;
  /** of tenant `local` */
  readonly key: string;
  readonly dynamoDbEndpoint: string;
  readonly tableName: string;
  /** of EventBridge */
  readonly eventsEndpoint: string;
  /** of SQS */
  readonly queuesEndpoint: string;
  readonly dataDir: string;
  /** Issues a key of another tenant. */
  keyFor(tenant: string): Promise<string>;
  /** What the stream has given up, as Lambda reports it. */
  deadLetters(): unknown[];
  close(): Promise<void>;
};

type LocalBallastOptions = {
  readonly dataDir?: string;
  readonly between?: (endpoint: string) => Promise<string>;
};

/** The whole system in this process, on a free port. `dataDir` is kept at close; without one a new folder is used and removed. */
export async function startLocalBallast(options: LocalBallastOptions = {}): Promise<LocalBallast> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'ballast-'));
  const system = await startLocalSystem({ ...options, assembly: await localAssembly(), dataDir });
  await issueLocalKey(system, 'local', 'local');
  const listener = await listen(system.handle, 0);
  return {
    url: listener.url,
    key: 'local',
    dynamoDbEndpoint: system.dynamoDbEndpoint,
    tableName: system.tableName,
    eventsEndpoint: system.eventsEndpoint,
    queuesEndpoint: system.queuesEndpoint,
    dataDir,
    keyFor: async (tenant) => {
      await issueLocalKey(system, tenant, `key-of-${tenant}`);
      return `key-of-${tenant}`;
    },
    deadLetters: () => system.queued().map((message) => JSON.parse(message) as unknown),
    close: async () => {
      await listener.close();
      await system.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true });
    },
  };
}
