import type { Random } from '../random.ts';
import type { Fault, FaultOf } from './faulty-endpoint.ts';

const refused = (error: string, status: number, carriedOut = false): Fault => ({
  kind: 'refused',
  error,
  status,
  carriedOut,
});

/** What services answer now and then; the last ones say nothing of whether the call was carried out, and it was. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  throttled: refused('ThrottlingException', 400),
  'over capacity': refused('ProvisionedThroughputExceededException', 400),
  'server error': refused('InternalServerError', 500),
  unavailable: refused('ServiceUnavailable', 503),
  'connection cut': { kind: 'cut', carriedOut: false },
  'server error after the fact': refused('InternalServerError', 500, true),
  'answer lost': { kind: 'cut', carriedOut: true },
};

const cancelled = (...reasons: readonly string[]): Fault => ({
  kind: 'refused',
  error: 'TransactionCanceledException',
  status: 400,
  carriedOut: false,
  reasons,
});

/** What DynamoDB answers to a transaction besides: the SDK doesn't try it again by itself. */
export const CANCELLATIONS: Readonly<Record<string, Fault>> = {
  'transaction throttled': cancelled('None', 'ThrottlingError'),
  'transaction over capacity': cancelled('ProvisionedThroughputExceeded', 'None'),
  'transaction throttled beside a condition': cancelled('ConditionalCheckFailed', 'ThrottlingError'),
  'transaction in conflict': cancelled('TransactionConflict', 'None'),
};

/** Goes wrong at random, one call in `oneIn`, in every way in turn; a few calls get no answer at all. */
export class FaultyService {
  readonly counts = new Map<string, number>();
  readonly #random: Random;
  readonly #oneIn: number;
  readonly #mostHangs: number;

  constructor(random: Random, oneIn: number, mostHangs: number) {
    this.#random = random;
    this.#oneIn = oneIn;
    this.#mostHangs = mostHangs;
  }

  readonly faultOf: FaultOf = ({ operation }) => {
    if (!this.#random.chance(1 / this.#oneIn)) return null;
    const hangs = this.counts.get('hangs') ?? 0;
    if (hangs < this.#mostHangs && this.#random.chance(0.05)) return this.#counted('hangs', { kind: 'hangs' });
    const faults = operation === 'TransactWriteItems' ? { ...CANCELLATIONS, ...FAULTS } : FAULTS;
    const turn = this.counts.get(operation) ?? 0;
    const [name, fault] = Object.entries(faults)[turn % Object.keys(faults).length]!;
    this.#counted(operation, fault);
    return this.#counted(name, fault);
  };

  #counted(name: string, fault: Fault): Fault {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    return fault;
  }
}
