import { Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, AnyPrincipal, Effect, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { putEventsStatement } from '../constructs/bus-access.ts';
import { EventPublisher } from '../constructs/event-publisher.ts';
import { FillIntake } from '../constructs/fill-intake.ts';
import { MarketFanOut } from '../constructs/market-fan-out.ts';
import { STREAMS_OF_THE_TABLE } from '../constructs/stream-feed.ts';

type BusStackProps = { readonly table: Table };

/** The one event that Ballast takes from outside. Its tenant is in it, so that only `fillPublisher` may put it. */
const TRADE_FILLED = 'TradeFilled';

/** What Ballast tells of portfolios. The tenant is in it, so that only its own publisher may put it. */
export const EVENTS_OUT = ['MarginComputed', 'MarginBreached', 'RebalanceSuggested'] as const;

/** What Ballast tells itself: a market has a new version. */
const MARKET_MOVED = 'MarketMoved';

/** The bus on which fills come in and margin events go out. */
export class BusStack extends Stack {
  readonly bus: EventBus;
  /** what the platform's own trading systems assume to say that a trade was filled */
  readonly fillPublisher: Role;

  constructor(scope: Construct, id: string, { table }: BusStackProps) {
    super(scope, id, {
      description:
        'Ballast: the event bus, the fills that come in by it, the moves of markets and the events that go out',
    });
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: 'ballast',
      description: 'Fills in, margin events and suggestions out',
    });
    this.fillPublisher = new Role(this, 'FillPublisher', {
      assumedBy: new AccountRootPrincipal(),
      description: `Puts ${TRADE_FILLED} events on the bus of Ballast, for every tenant`,
    });
    this.fillPublisher.addToPolicy(putEventsStatement(this.bus, [TRADE_FILLED]));
    this.bus.addToResourcePolicy(this.#noOtherAccount());
    this.bus.addToResourcePolicy(this.#only('FillsFromThePublisherOnly', [TRADE_FILLED], this.fillPublisher.roleArn));
    const { bus, fillPublisher } = this;
    // oxlint-disable-next-line no-new -- a construct joins its scope by being made
    new FillIntake(this, 'Fills', { table, bus, fillPublisher, detailType: TRADE_FILLED });
    // oxlint-disable-next-line no-new
    new MarketFanOut(this, 'Markets', { table, bus, detailType: MARKET_MOVED });
    const out = { detailTypes: EVENTS_OUT, marketMoved: MARKET_MOVED };
    const { roleArn } = new EventPublisher(this, 'Events', { table, bus, ...out });
    bus.addToResourcePolicy(this.#only('EventsFromTheirPublisherOnly', [...EVENTS_OUT, MARKET_MOVED], roleArn));
    Validations.of(this).acknowledge(STREAMS_OF_THE_TABLE);
  }

  /** Whatever is granted elsewhere. */
  #noOtherAccount(): PolicyStatement {
    return this.#refusal('ThisAccountOnly', { StringNotEquals: { 'aws:PrincipalAccount': this.account } });
  }

  /** Not even an administrator of this account: what names its tenant is believed. */
  #only(sid: string, detailTypes: readonly string[], roleArn: string): PolicyStatement {
    return this.#refusal(sid, {
      'ForAnyValue:StringEquals': { 'events:detail-type': [...detailTypes] },
      ArnNotEquals: { 'aws:PrincipalArn': roleArn },
    });
  }

  #refusal(sid: string, conditions: Record<string, Record<string, string | string[]>>): PolicyStatement {
    return new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['events:PutEvents'],
      resources: [this.bus.eventBusArn],
      conditions,
    });
  }
}
