import type { Price } from '../../../shared/rebalance/index.ts';
import type { RebalanceAnswer } from '../../../shared/usecases/index.ts';
import { DELTA, REQUEST, VEGA } from './strangles.ts';
import type { WorkedExample } from './worked-example.ts';

/** The example as it stands in the README. */
export function exampleText(example: WorkedExample): string {
  return [asked(), traded(example.answer), proof(example), order(example), worth(example)].join('\n\n');
}

function asked(): string {
  const { portfolio, constraints, universe } = REQUEST;
  const held = portfolio.positions.map(({ instrument, quantity }) => `${quantity} \`${instrument}\``).join(', ');
  const tradable = universe.map(({ instrument }) => `\`${instrument}\``).join(', ');
  return wrapped(
    `Held in the demo market, with 400,000 USDC: ${held}. Asked of \`/v1/rebalance\`: the least initial margin by \`paradex-style\` plus cost,`,
    `in whole lots of ${tradable}; at most ${constraints.maxTrades} trades and ${constraints.costBudget} of cost, delta within ${DELTA.min} and ${DELTA.max}`,
    `BTC, vega at most ${amount(VEGA.max, 0)} to stay short of volatility.`,
  );
}

function traded({ trades, before, after }: RebalanceAnswer): string {
  const cost = (spread: number, fees: number) => amount(spread + fees);
  const rows = trades.map(({ instrument, lots, quantity, midPrice, cost: { spread, fees } }) => [
    `\`${instrument}\``,
    String(lots),
    quantity,
    amount(midPrice),
    cost(spread, fees),
  ]);
  const total = trades.reduce((sum, each) => sum + each.cost.spread + each.cost.fees, 0);
  const [was, is] = [before[0]!, after[0]!];
  return [
    table(['trade', 'lots', 'quantity', 'mid price', 'spread and fees'], rows),
    '',
    `Margin ${amount(was.initial)} before, **${amount(is.initial)}** after, for ${amount(total)}; both by the method itself.`,
  ].join('\n');
}

function proof({ answer, verified }: WorkedExample): string {
  const { objective, bound, integer } = answer.certificate!;
  const leaves = integer!.tree.filter((node) => 'duals' in node).length;
  const verdict = verified.valid ? 'and holds' : `and does not hold: ${verified.refuted.join(', ')}`;
  return wrapped(
    `Termination \`${answer.status.termination}\`: margin plus cost is ${amount(objective)}, and no other trades in whole lots come below`,
    `${amount(bound)}, which a branching tree of ${leaves} leaves with their duals proves; of any size, none come below`,
    `${amount(integer!.linearBound)}. \`/v1/verify\` checked it without a solver, ${verdict}.`,
  );
}

function order({ answer }: WorkedExample): string {
  const legOrder = answer.legOrder!;
  const legs = legOrder.order.map((leg) => `\`${answer.trades[leg]!.instrument}\``).join(', ');
  const path = legOrder.path.map((margin) => amount(margin)).join('; ');
  return wrapped(
    `Leg order with the lowest peak: ${legs}. The margin goes to ${path}; in the order of the table it would peak at`,
    `${amount(legOrder.peakAsSent)}.`,
  );
}

/** What each limit is worth: its price, and what the objective would be without it. */
function worth({ answer, without }: WorkedExample): string {
  const { objective } = answer.certificate!;
  const rows = without.map((each) => [
    `\`${each.limit}\``,
    priceOf(answer.prices, each.limit),
    amount(objective - each.objective),
  ]);
  return table(
    ['limit', 'a unit more, by the duals of the linear relaxation', 'without it, by the best found in whole lots'],
    rows,
  );
}

function priceOf(prices: readonly Price[], limit: string): string {
  const found = prices.filter(({ constraint }) => constraint === limit || constraint.startsWith(`${limit}/`));
  return found.length === 0 ? 'does not bind' : found.map((each) => amount(-each.objectivePerUnit)).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function amount(value: number, digits = 2): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const LINE_CHARACTERS = 140;

/** One paragraph, broken at spaces like the rest of the README. */
function wrapped(...parts: readonly string[]): string {
  const lines: string[] = [];
  for (const word of parts.join(' ').split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > LINE_CHARACTERS) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join('\n');
}
