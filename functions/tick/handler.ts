import { fireSchedules } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';
import { calendar } from '../schedules/calendar.ts';

/** Once a minute. What it can't do now is due still at the next tick. */
export async function handler(): Promise<void> {
  const fired = await fireSchedules({ ...stored(), calendar });
  if (fired.ok) logger.info('schedules announced', { count: fired.value });
  else logger.warn('schedules not announced', { failure: fired.failure });
}
