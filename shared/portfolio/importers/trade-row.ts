import * as z from 'zod';
import { type Failure, type FieldError, pointerTo } from '../../foundation/index.ts';
import type { DecimalText, Side } from '../portfolio.ts';
import type { ContractFacts } from './contract-facts.ts';

/** Which field of the venue's row each field of a fill came from: what a refusal names. */
export type RowFields = Readonly<
  Record<'fillId' | 'instrument' | 'side' | 'quantity' | 'price' | 'fee' | 'feeCurrency' | 'executedAt', string>
> & { readonly busts?: string; readonly corrects?: string };

/** A trade in a venue's own terms. */
export type VenueTrade = {
  readonly kind: 'trade';
  readonly fillId: string;
  /** the venue's name of the contract */
  readonly symbol: string;
  /** what that name says; null where only the market's own name can tell */
  readonly contract: ContractFacts | null;
  readonly side: Side;
  readonly size: DecimalText;
  /** how many units of the market's multiplier one unit of `size` is; null where the row doesn't say */
  readonly contractSize: DecimalText | null;
  readonly price: DecimalText;
  /** above zero where it was paid */
  readonly fee: DecimalText;
  /** null: the settlement currency */
  readonly feeCurrency: string | null;
  readonly executedAt: string;
  readonly corrects?: string;
};

/** A trade that the venue took back. */
export type VenueBust = {
  readonly kind: 'bust';
  readonly fillId: string;
  readonly busts: string;
  readonly executedAt: string;
};

/** Why a row is no trade of this account. */
export type Skipped = { readonly kind: 'skipped'; readonly reason: string };

/** A trade that lacks something or can't be right. */
export type Refused = { readonly kind: 'refused'; readonly fillId: string | null; readonly failure: Failure };

export type RowOutcome = VenueTrade | VenueBust | Skipped | Refused;

/** One row of a venue's answer: where it stands in the request, and what it is. */
export type ReadRow = { readonly pointer: string; readonly fields: RowFields; readonly outcome: RowOutcome };

export function skipped(reason: string): Skipped {
  return { kind: 'skipped', reason };
}

const FIELDS_MAX = 20;

/** A row that its schema refuses; every field is named. */
export function malformed(pointer: string, fillId: string | null, error: z.ZodError): Refused {
  const errors: FieldError[] = error.issues.slice(0, FIELDS_MAX).map(({ path, message }) => ({
    pointer: pointerTo(pointer, path),
    detail: message,
  }));
  const [first] = errors;
  return {
    kind: 'refused',
    fillId,
    failure: { reason: 'invalid-input', detail: `${first?.pointer}: ${first?.detail}`, errors },
  };
}

/** A refusal of one field of a row. */
export function refused(pointer: string, fillId: string | null, reason: Failure['reason'], detail: string): Refused {
  return { kind: 'refused', fillId, failure: { reason, detail, errors: [{ pointer, detail }] } };
}
