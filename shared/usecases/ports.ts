import type { Failure } from '../foundation/index.ts';

/** Time comes in through here and nowhere else. */
export type Clock = () => number;

/** What waiting and trying again needs; injected, so that tests neither wait nor roll dice. */
export type Pacing = {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** uniform in [0, 1) */
  readonly jitter: () => number;
};

export type Page<T> = { readonly items: readonly T[]; readonly nextCursor?: string | undefined };

export type PageRequest = { readonly limit: number; readonly cursor?: string | undefined };

/** An expected failure thrown through a store's port; use cases answer with it as an `Outcome`. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(failure.detail, { cause });
    this.failure = failure;
  }
}

/** Where a compressed body lies; what is in it only the store knows. */
export type BodyReference = { readonly bodyId: string; readonly parts: number };

/** API keys by their hash: the key itself is never stored. */
export type KeyStore = {
  put(keyHash: string, tenant: string, createdAt: string): Promise<void>;
  tenantOf(keyHash: string): Promise<string | null>;
};

export type IdempotencyClaim =
  | { readonly state: 'claimed'; readonly claimId: string }
  | { readonly state: 'running'; readonly requestDigest: string }
  | { readonly state: 'done'; readonly requestDigest: string; readonly answer: unknown };

/** Which writes with an `Idempotency-Key` ran already, and what they answered. */
export type IdempotencyStore = {
  claim(tenant: string, key: string, requestDigest: string, nowMs: number): Promise<IdempotencyClaim>;
  complete(tenant: string, key: string, claimId: string, answer: unknown, nowMs: number): Promise<void>;
  release(tenant: string, key: string, claimId: string): Promise<void>;
};
