import type { Random } from '../random.ts';
import { INSTRUMENTS } from './valid-nouns.ts';

type Numbered = { fills: number };

/** A venue's answer of some executions, in instruments of the fuzz market under their own names. */
export function venueAnswer(random: Random, world: Numbered): { format: string; answer: unknown } {
  const format = random.pick(['deribit', 'ibkr-flex', 'binance', 'okx', 'bybit']);
  const rows = Array.from({ length: 1 + random.below(4) }, () => execution(random, world));
  switch (format) {
    case 'deribit':
      return { format, answer: { trades: rows.map(deribitRow), has_more: false } };
    case 'okx':
      return { format, answer: { code: '0', data: rows.map(okxRow) } };
    case 'bybit':
      return { format, answer: { result: { category: 'linear', list: rows.map(bybitRow) } } };
    case 'binance':
      return { format, answer: rows.map(binanceRow) };
    default:
      return {
        format,
        answer: `<FlexQueryResponse><Trades>${rows.map(flexRow).join('')}</Trades></FlexQueryResponse>`,
      };
  }
}

type Execution = ReturnType<typeof execution>;

function execution(random: Random, world: Numbered) {
  return {
    id: String(1_000_000 + world.fills++),
    instrument: random.pick(INSTRUMENTS),
    isBought: random.chance(0.5),
    size: `${1 + random.below(9)}.5`,
    price: `${10 + random.below(5000)}.25`,
    fee: random.chance(0.5) ? '0.25' : '0',
    time: Date.UTC(2026, 1, 5, random.below(24), random.below(60)),
  };
}

const deribitRow = ({ id, instrument, isBought, size, price, fee, time }: Execution) => ({
  trade_id: `BTC-${id}`,
  instrument_name: instrument,
  direction: isBought ? 'buy' : 'sell',
  amount: Number(size),
  price: Number(price),
  fee: Number(fee),
  fee_currency: 'BTC',
  timestamp: time,
});

const okxRow = ({ id, instrument, isBought, size, price, fee, time }: Execution) => ({
  instId: instrument,
  tradeId: id,
  ordId: '1',
  side: isBought ? 'buy' : 'sell',
  fillSz: size,
  fillPx: price,
  fee: `-${fee}`,
  feeCcy: 'USDT',
  fillTime: String(time),
});

const bybitRow = ({ id, instrument, isBought, size, price, fee, time }: Execution) => ({
  execType: 'Trade',
  execId: `e-${id}`,
  symbol: instrument,
  side: isBought ? 'Buy' : 'Sell',
  execQty: size,
  execPrice: price,
  execFee: fee,
  execTime: String(time),
});

const binanceRow = ({ id, instrument, isBought, size, price, fee, time }: Execution) => ({
  symbol: instrument,
  id: Number(id),
  side: isBought ? 'BUY' : 'SELL',
  positionSide: 'BOTH',
  qty: size,
  price,
  commission: fee,
  commissionAsset: 'USDT',
  time,
});

const flexRow = ({ id, instrument, isBought, size, price, fee, time }: Execution) =>
  `<Trade assetCategory="STK" symbol="${instrument}" currency="USD" transactionID="${id}" quantity="${size}" ` +
  `dateTime="${new Date(time).toISOString().slice(0, 19).replace('T', ';')}" buySell="${isBought ? 'BUY' : 'SELL'}" ` +
  `tradePrice="${price}" ibCommission="-${fee}" ibCommissionCurrency="USD" levelOfDetail="EXECUTION" />`;
