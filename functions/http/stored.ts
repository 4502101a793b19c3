import { requireThat } from '../../shared/foundation/index.ts';
import { createStores, createWebhookStores } from '../../shared/store/index.ts';
import type { Stored, StoredWebhooks } from '../../shared/usecases/index.ts';

let made: Stored | undefined;
let madeWebhooks: StoredWebhooks | undefined;

/** The stores of this process, on the table that the environment names. */
export function stored(): Stored {
  made ??= createStores({ tableName: tableName('TABLE_NAME') });
  return made;
}

/** Webhooks with what they sign with: only a function that needs them is told of their table. */
export function storedWebhooks(): StoredWebhooks {
  madeWebhooks ??= createWebhookStores({ tableName: tableName('WEBHOOK_TABLE_NAME') });
  return madeWebhooks;
}

function tableName(variable: string): string {
  const name = process.env[variable];
  requireThat(name !== undefined, 'the name of a table in the environment', { variable });
  return name;
}
