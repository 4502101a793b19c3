import type { MarketStore } from './market-ports.ts';
import type { ParameterFileStore } from './parameter-file-ports.ts';
import type { PolicyStore } from './policy-ports.ts';
import type { PortfolioStore } from './portfolio-ports.ts';
import type { Clock, IdempotencyStore, KeyStore, Pacing } from './ports.ts';
import type { ScheduleStore } from './schedule-ports.ts';
import type { EventStore, SnapshotStore } from './snapshot-ports.ts';
import type { SuggestionStore } from './suggestion-ports.ts';
import type { WebhookStore } from './webhooks/webhook-ports.ts';

/** Everything stored, with time and waiting: what a process wires once. */
export type Stored = Pacing & {
  readonly portfolios: PortfolioStore;
  readonly markets: MarketStore;
  readonly parameterFiles: ParameterFileStore;
  readonly policies: PolicyStore;
  readonly schedules: ScheduleStore;
  readonly snapshots: SnapshotStore;
  readonly suggestions: SuggestionStore;
  readonly events: EventStore;
  readonly keys: KeyStore;
  readonly idempotency: IdempotencyStore;
  readonly clock: Clock;
};

/** Webhooks, which stand apart because of what they sign with, with time and waiting. */
export type StoredWebhooks = Pacing & { readonly webhooks: WebhookStore; readonly clock: Clock };
