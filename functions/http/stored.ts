import { requireThat } from '../../shared/foundation/index.ts';
import { createStores } from '../../shared/store/index.ts';
import type { Stored } from '../../shared/usecases/index.ts';

let made: Stored | undefined;

/** The stores of this process, on the table that the environment names. */
export function stored(): Stored {
  if (made === undefined) {
    const tableName = process.env['TABLE_NAME'];
    requireThat(tableName !== undefined, 'TABLE_NAME is set');
    made = createStores({ tableName });
  }
  return made;
}
