import { isHopeless } from '../../shared/store/index.ts';
import { logger } from '../http/index.ts';
import { type QueueMessage, send } from './send.ts';

/**
 * Puts what would fail however often it came into the dead letters, so that the rest may come again for as long as an outage lasts.
 *
 * @returns false where another try may mend it: what failed was a service, or the dead letters could not be reached
 */
export async function putAside(cause: unknown, letter: Omit<QueueMessage, 'reason'>): Promise<boolean> {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  logger.error('failed', { letter: letter.body, error });
  return isHopeless(error) && isSent({ ...letter, reason: `${error.name}: ${error.message}` });
}

/** As `putAside`, of what was refused for a reason. */
export async function isSent(letter: QueueMessage): Promise<boolean> {
  try {
    await send('DEAD_LETTERS_URL', letter);
    return true;
  } catch (error) {
    logger.error('not in the dead letters', { error: error instanceof Error ? error : new Error(String(error)) });
    return false;
  }
}
