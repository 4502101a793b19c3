import * as z from 'zod';
import { ASSET_CLASSES } from '../../market/index.ts';

const groupId = z.string().min(1).max(128);

const productType = z.strictObject({
  id: groupId,
  assetClasses: z.array(z.enum(ASSET_CLASSES)).min(1).max(ASSET_CLASSES.length),
  downFraction: z.number().gt(0).lt(1).meta({ description: 'largest fall of the underlying' }),
  upFraction: z.number().gt(0).max(10).meta({ description: 'largest rise of the underlying' }),
});

const classGroup = z
  .strictObject({
    id: groupId.meta({ description: 'one of its underlyings' }),
    underlyings: z.array(groupId).min(1).max(100),
  })
  .refine(({ id, underlyings }) => underlyings.includes(id), {
    path: ['id'],
    error: 'must be one of the underlyings of the class group',
  });

const offsetFraction = z
  .number()
  .min(0)
  .max(1)
  .meta({ description: 'of a gain, what counts against losses of others' });

const productGroup = z.strictObject({
  id: groupId,
  classGroups: z.array(groupId).min(1).max(1000),
  offsetFraction,
});

const portfolioGroup = z.strictObject({
  id: groupId,
  productGroups: z.array(groupId).min(1).max(1000),
  offsetFraction,
});

export const timsSchema = z.strictObject({
  productTypes: z
    .array(productType)
    .min(1)
    .max(20)
    .meta({ description: 'the first that names the asset class applies' }),
  pointsPerSide: z
    .number()
    .int()
    .min(1)
    .max(50)
    .meta({ description: 'equidistant valuation points up, and as many down' }),
  classGroups: z
    .array(classGroup)
    .max(1000)
    .refine((groups) => areDistinct(groups.flatMap((each) => each.underlyings)), {
      error: 'an underlying stands in two class groups',
    })
    .meta({ description: 'underlyings that offset in full; any other is a class group by itself' }),
  productGroups: z
    .array(productGroup)
    .max(1000)
    .refine((groups) => areDistinct(groups.map(({ id }) => id)), { error: 'two product groups have one id' })
    .refine((groups) => areDistinct(groups.flatMap((each) => each.classGroups)), {
      error: 'a class group stands in two product groups',
    })
    .meta({
      description: 'class groups that offset in part; any other is a product group by itself, under its own id',
    }),
  portfolioGroups: z
    .array(portfolioGroup)
    .max(1000)
    .refine((groups) => areDistinct(groups.map(({ id }) => id)), { error: 'two portfolio groups have one id' })
    .refine((groups) => areDistinct(groups.flatMap((each) => each.productGroups)), {
      error: 'a product group stands in two portfolio groups',
    })
    .meta({ description: 'product groups that offset in part; any other is margined by itself' }),
  minimumPerUnit: z.number().min(0).max(1000).meta({
    description: 'per unit of the underlying of an option or future, in its settlement currency',
  }),
  longMinimum: z.enum(['market-value', 'uncapped']).meta({
    description: '`market-value`: the minimum of a long option is not more than what it is worth',
  }),
  start: z.enum(['mark', 'model']).meta({ description: 'where the P&L of an option starts' }),
});

export type TimsParameters = z.infer<typeof timsSchema>;
export type ProductType = z.infer<typeof productType>;

function areDistinct(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}
