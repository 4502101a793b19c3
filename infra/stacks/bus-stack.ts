import { Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, AnyPrincipal, Effect, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { putEventsStatement } from '../constructs/bus-access.ts';
import { FillIntake } from '../constructs/fill-intake.ts';

type BusStackProps = { readonly table: Table };

/** The one event that Ballast takes from outside. Its tenant is in it, so that only `fillPublisher` may put it. */
const TRADE_FILLED = 'TradeFilled';

/** The bus on which fills come in and margin events go out. */
export class BusStack extends Stack {
  readonly bus: EventBus;
  /** what the platform's own trading systems assume to say that a trade was filled */
  readonly fillPublisher: Role;

  constructor(scope: Construct, id: string, { table }: BusStackProps) {
    super(scope, id, { description: 'Ballast: the event bus, and the fills that come in by it' });
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
    this.bus.addToResourcePolicy(this.#noOtherFills());
    const { bus, fillPublisher } = this;
    // oxlint-disable-next-line no-new -- a construct joins its scope by being made
    new FillIntake(this, 'Fills', { table, bus, fillPublisher, detailType: TRADE_FILLED });
  }

  /** Whatever is granted elsewhere. */
  #noOtherAccount(): PolicyStatement {
    return this.#refusal('ThisAccountOnly', { StringNotEquals: { 'aws:PrincipalAccount': this.account } });
  }

  /** Not even by an administrator of this account: a fill names its tenant, and is believed. */
  #noOtherFills(): PolicyStatement {
    return this.#refusal('FillsFromThePublisherOnly', {
      'ForAnyValue:StringEquals': { 'events:detail-type': TRADE_FILLED },
      ArnNotEquals: { 'aws:PrincipalArn': this.fillPublisher.roleArn },
    });
  }

  #refusal(sid: string, conditions: Record<string, Record<string, string>>): PolicyStatement {
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
