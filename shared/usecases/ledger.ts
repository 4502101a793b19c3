import { type Outcome, succeed, toNumber } from '../foundation/index.ts';
import { gainPerContract } from '../instruments/index.ts';
import type { Market } from '../market/index.ts';
import type { DecimalText, LedgerEntry, LedgerPosition, Settlement } from '../portfolio/index.ts';
import { attempt, retryContention } from './attempt.ts';
import type { MarketStore } from './market-ports.ts';
import { loadMarket } from './markets.ts';
import type { PortfolioHead, PortfolioStore } from './portfolio-ports.ts';
import { isStill, liveHead } from './portfolios.ts';
import type { Pacing, Page, PageRequest } from './ports.ts';

type Deps = Pacing & { readonly portfolios: PortfolioStore };

export type PositionView = {
  readonly instrument: string;
  readonly venue: string;
  readonly quantity: DecimalText;
  readonly averagePrice: DecimalText | null;
  readonly unrealisedFunding: DecimalText;
  /** in settlement currency; null once a part of unknown entry price was closed */
  readonly realised: DecimalText | null;
  readonly settlementCurrency: string;
  /** of the market's newest version */
  readonly mark: number | null;
  /** gain since entry at the mark, in settlement currency; null without an entry price or a mark */
  readonly unrealised: number | null;
  /** of a contract that has expired */
  readonly settlement: SettlementView | null;
};

/** At what a position was settled, and what it `paid` in settlement currency if it was an option. */
type SettlementView = Omit<Settlement, 'revision'> & { readonly paid: DecimalText };

/** Positions in order of instrument and venue, those that netted to zero too. */
export function listPositions(
  deps: Deps & { readonly markets: MarketStore },
  tenant: string,
  portfolioId: string,
  page: PageRequest,
): Promise<Outcome<Page<PositionView>>> {
  return attempt(async () => {
    const read = await readPage(deps, tenant, portfolioId, (head) => deps.portfolios.positionsPage(tenant, head, page));
    if (!read.ok) return read;
    const { head, found } = read.value;
    const market = await loadMarket(deps, tenant, head.marketId);
    if (!market.ok && market.failure.reason !== 'not-found') return market;
    const known = market.ok ? market.value.market : null;
    return succeed({ ...found, items: found.items.map((position) => viewOf(position, known)) });
  });
}

/** Every entry in order of revision. */
export function listLedger(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  page: PageRequest,
): Promise<Outcome<Page<LedgerEntry>>> {
  return attempt(async () => {
    const found = await liveHead(deps, tenant, portfolioId);
    if (!found.ok) return found;
    return succeed(await deps.portfolios.ledgerPage(tenant, found.value, page));
  });
}

/** One page as of one revision. */
function readPage<T>(
  deps: Deps,
  tenant: string,
  portfolioId: string,
  read: (head: PortfolioHead) => Promise<T>,
): Promise<Outcome<{ readonly head: PortfolioHead; readonly found: T }>> {
  return retryContention(deps, async () => {
    const head = await liveHead(deps, tenant, portfolioId);
    if (!head.ok) return head;
    const found = await read(head.value);
    return (await isStill(deps, tenant, head.value)) ? succeed({ head: head.value, found }) : null;
  });
}

function viewOf(position: LedgerPosition, market: Market | null): PositionView {
  const { instrument, venue, quantity, averagePrice, unrealisedFunding, realised, terms } = position;
  const contract = market?.contracts.get(instrument);
  const mark = contract?.quoted.mark ?? null;
  const held = toNumber(quantity);
  const unrealised = (): number | null => {
    if (held === 0) return 0;
    if (contract === undefined || mark === null || averagePrice === null) return null;
    // + 0 turns −0 into 0
    return held * gainPerContract(contract.instrument, toNumber(averagePrice), mark) + 0;
  };
  return {
    instrument,
    venue,
    quantity,
    averagePrice,
    unrealisedFunding,
    realised,
    settlementCurrency: terms.settlementCurrency,
    mark,
    unrealised: unrealised(),
    settlement: settlementView(position),
  };
}

function settlementView({ settlement, paidAtExpiry }: LedgerPosition): SettlementView | null {
  if (settlement === null) return null;
  const { adjustmentId, settlementPrice, price, settledAt } = settlement;
  return { adjustmentId, settlementPrice, price, settledAt, paid: paidAtExpiry };
}
