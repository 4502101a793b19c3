import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { BallastFunction } from './ballast-function.ts';

/** The right to put events of these types on the bus, and of no other. */
export function putEventsStatement(bus: IEventBus, detailTypes: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['events:PutEvents'],
    resources: [bus.eventBusArn],
    conditions: { StringEquals: { 'events:detail-type': [...detailTypes] } },
  });
}

/**
 * Names the bus to the function and lets it put events of these types, in one call: neither is ever there without the other.
 *
 * @public
 */
export function grantBus(bus: IEventBus, { lambda }: BallastFunction, detailTypes: readonly string[]): void {
  lambda.addEnvironment('EVENT_BUS_NAME', bus.eventBusName);
  lambda.addToRolePolicy(putEventsStatement(bus, detailTypes));
}
