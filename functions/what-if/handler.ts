import { calculateWhatIf } from '../../shared/usecases/index.ts';
import { calculate, httpHandler } from '../http/index.ts';

export const handler = httpHandler({
  'POST /v1/what-if': ({ tenant, body }) => calculate(tenant, body, (subject) => calculateWhatIf(subject, body)),
});
