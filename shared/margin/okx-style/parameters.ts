import * as z from 'zod';

const id = z.string().max(128);
const fraction = z.number().min(0).max(10);
const end = z.number().gt(0).nullable();

/** A value for some underlyings or currencies by name, and one for all others: null where no source states it. */
function byName<T extends z.ZodType>(value: T) {
  return z.strictObject({ of: z.record(id, value), others: value.nullable() });
}

export type ByName<T> = { readonly of: Readonly<Record<string, T>>; readonly others: T | null };

/** The value for a name; null where it isn't known. */
export function valueFor<T>({ of, others }: ByName<T>, name: string): T | null {
  return Object.hasOwn(of, name) ? of[name]! : others;
}

/** Whether ends ascend and the last step has none. */
function ascends(ends: readonly (number | null)[]): boolean {
  return ends.every(
    (each, i) => (each === null) === (i === ends.length - 1) && (each ?? Infinity) > (ends[i - 1] ?? 0),
  );
}
const ASCENDING = 'ends ascend, and the last is null: no end';

const volShock = z.strictObject({ upToDays: end, up: fraction, down: fraction });
const vegaMove = z.strictObject({ upToDays: end, volPoints: fraction });
const chargeTier = z.strictObject({ upToUsd: end, multiple: z.number().min(0).max(1000) });
const depegTier = z.strictObject({ upToUsd: end, rate: fraction });
const borrowTier = z.strictObject({ upTo: end, maintenance: fraction, initial: fraction });
const moves = z.array(z.number().gt(0).lt(1)).min(1).max(20);

export const okxSchema = z
  .strictObject({
    riskUnits: z.enum(['underlying', 'family']).meta({
      description:
        '`underlying`: all contracts on a coin net; `family` (before December 2024): by settlement currency too',
    }),
    spotOffset: z.enum(['none', 'all']).meta({
      description: "whether balances of the coin enter its risk unit; the venue's default offset amount is 0",
    }),
    moves: byName(moves).meta({ description: 'sizes of the spot moves of MR1, up and down, beside 0' }),
    volShockKind: z.enum(['relative', 'points']),
    volShocks: z
      .array(volShock)
      .min(1)
      .max(50)
      .refine((all) => ascends(all.map((each) => each.upToDays)), ASCENDING)
      .nullable()
      .meta({ description: 'vol moves of MR1 by days to expiry; not public: state them to margin options' }),
    extremeMultiple: z.number().gt(0).max(10).meta({ description: 'of the largest move, the move of MR6' }),
    extremeWeight: z.number().gt(0).max(1).meta({ description: 'the part of the loss that MR6 charges' }),
    vegaMoves: z
      .array(vegaMove)
      .min(1)
      .max(50)
      .refine((all) => ascends(all.map((each) => each.upToDays)), ASCENDING)
      .nullable()
      .meta({ description: 'MR3: vol points charged on the net vega of each expiry; the rule is not public' }),
    basisRiskAnnual: byName(fraction).meta({ description: 'MR4: basis move per year to expiry' }),
    minBasisMove: byName(fraction).meta({
      description: 'MR4: the least basis move, and that of a perpetual and of spot',
    }),
    rateMove: fraction
      .nullable()
      .meta({ description: 'MR5: parallel move of rates on net rho; its size is not public' }),
    minimumChargeRates: byName(fraction).meta({ description: 'MR7: of the cash delta of a future or perpetual' }),
    optionMinimumChargeRates: byName(fraction).meta({ description: 'MR7: of the cash delta of an option' }),
    minimumChargeTiers: z
      .array(chargeTier)
      .min(1)
      .max(50)
      .refine((all) => ascends(all.map((each) => each.upToUsd)), ASCENDING)
      .refine((all) => all.every((each, i) => each.multiple >= (all[i - 1]?.multiple ?? 0)), 'multiples ascend')
      .meta({ description: 'MR7: multiples of the part of the raw charge in each tier' }),
    depegOrder: z
      .array(id)
      .max(20)
      .meta({ description: 'MR9: settlement currencies, in the order that pairs are matched' }),
    depegTiers: z
      .array(depegTier)
      .min(1)
      .max(50)
      .refine((all) => ascends(all.map((each) => each.upToUsd)), ASCENDING)
      .nullable()
      .meta({ description: 'MR9: rates on what currencies hedge of one another; not public' }),
    borrowTiers: byName(
      z
        .array(borrowTier)
        .min(1)
        .max(50)
        .refine((all) => ascends(all.map((each) => each.upTo)), ASCENDING)
        .refine(
          (all) =>
            all.every(
              (each, i) =>
                each.maintenance >= (all[i - 1]?.maintenance ?? 0) && each.initial >= (all[i - 1]?.initial ?? 0),
            ),
          'rates ascend',
        ),
    ).meta({ description: 'MR8: rates on a debt, by currency and in it' }),
    initialMultiple: z
      .number()
      .min(1)
      .max(10)
      .meta({ description: 'initial as a multiple of the maintenance of risk units' }),
  })
  .refine(({ riskUnits, spotOffset }) => riskUnits === 'underlying' || spotOffset === 'none', {
    path: ['spotOffset'],
    error: 'balances enter a unit of an underlying, not one of several families',
  });

export type OkxParameters = z.infer<typeof okxSchema>;
