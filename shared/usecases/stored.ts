import type {
  Clock,
  EventStore,
  IdempotencyStore,
  KeyStore,
  MarketStore,
  Pacing,
  ParameterFileStore,
  PolicyStore,
  PortfolioStore,
  SnapshotStore,
  SuggestionStore,
} from './ports.ts';
import type { ScheduleStore } from './schedule-ports.ts';
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
