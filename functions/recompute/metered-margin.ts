import { countPricings } from '../../shared/risk/index.ts';
import { type CalculateSnapshot, calculatePolicyMargin } from '../../shared/usecases/index.ts';

/** Adds up the scenario prices that had to be worked out: none where an earlier portfolio on that version of the market needed the same. */
export class MeteredMargin {
  pricings = 0;

  readonly calculate: CalculateSnapshot = (subject, policy) => {
    const before = countPricings(subject.market);
    const answer = calculatePolicyMargin(subject, policy);
    this.pricings += countPricings(subject.market) - before;
    return answer;
  };
}
