import { requireThat } from '../../../shared/foundation/index.ts';
import type { LocalFunction } from '../functions/local-function.ts';
import type { TemplateResource } from '../template/cloud-assembly.ts';
import { ACCOUNT, REGION } from '../template/intrinsics.ts';
import type { LocalTemplate } from '../template/local-template.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { type QueuesByArn, senderTo } from './create-queues.ts';
import { type BusEvent, DEFAULT_BUS, type EventBuses } from './event-buses.ts';
import { eventPattern } from './event-pattern.ts';
import type { Queues } from './queues.ts';
import { RateClock } from './rate-clock.ts';
import type { Runner } from './runner.ts';

type RuleProperties = {
  readonly EventBusName?: string;
  readonly EventPattern?: unknown;
  readonly ScheduleExpression?: string;
  readonly Targets: readonly Target[];
};

type Target = { readonly Id: string; readonly Arn: string } & Readonly<Record<string, unknown>>;

type InvokeConfig = {
  readonly FunctionName: string;
  readonly MaximumRetryAttempts?: number;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination: string } };
};

export type RuleSources = {
  readonly buses: EventBuses;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly queues: Queues;
  readonly queuesByArn: QueuesByArn;
};

const RETRIES = 2;

/** Gives the template's buses their names. */
export function createBuses(template: LocalTemplate, buses: EventBuses): void {
  for (const resource of template.ofType('AWS::Events::EventBus')) {
    const { Name } = template.properties(resource) as { readonly Name: string };
    const Arn = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${Name}`;
    template.place(resource, { ref: Name, attributes: { Arn, Name } });
    buses.addBus(Name);
  }
}

/** Puts the template's rules on their buses; what has to be started is given back. */
export function createRules(template: LocalTemplate, sources: RuleSources): Runner[] {
  const invocations = new Map<string, AsyncInvocations>();
  const clocks = template.ofType('AWS::Events::Rule').flatMap((resource) => {
    const {
      EventBusName = DEFAULT_BUS,
      EventPattern,
      ScheduleExpression,
      Targets,
    } = template.properties(resource) as RuleProperties;
    const deliveries = Targets.map((target) => deliveryTo(target, template, sources, invocations));
    const deliver = (event: BusEvent) => deliveries.forEach((each) => each(event));
    if (ScheduleExpression !== undefined) return [new RateClock(ScheduleExpression, ruleArn(resource), deliver)];
    sources.buses.addRule({ bus: EventBusName, matches: eventPattern(EventPattern), deliver });
    return [];
  });
  return [...invocations.values(), ...clocks];
}

function ruleArn({ logicalId }: TemplateResource): string {
  return `arn:aws:events:${REGION}:${ACCOUNT}:rule/${logicalId}`;
}

function deliveryTo(
  { Id, Arn, RetryPolicy: _retries, DeadLetterConfig: _deadLetters, ...more }: Target,
  template: LocalTemplate,
  sources: RuleSources,
  invocations: Map<string, AsyncInvocations>,
): (event: BusEvent) => void {
  const unknown = Object.keys(more);
  requireThat(unknown.length === 0, 'a target that the local runtime knows', { id: Id, unknown: unknown.join() });
  const target = sources.functions.get(Arn);
  if (target === undefined) {
    const send = senderTo(Arn, sources);
    return (event) => send(JSON.stringify(event));
  }
  const invocation = invocations.get(Arn) ?? asyncInvocations(target, template, sources);
  invocations.set(Arn, invocation);
  return (event) => invocation.accept(event);
}

function asyncInvocations(target: LocalFunction, template: LocalTemplate, sources: RuleSources): AsyncInvocations {
  const config = template
    .ofType('AWS::Lambda::EventInvokeConfig')
    .map((resource) => template.properties(resource) as InvokeConfig)
    .find(({ FunctionName }) => target.arn === FunctionName || target.arn.endsWith(`:${FunctionName}`));
  const destination = config?.DestinationConfig?.OnFailure?.Destination;
  return new AsyncInvocations({
    target,
    queues: sources.queues,
    maxRetries: config?.MaximumRetryAttempts ?? RETRIES,
    deadLetter: destination === undefined ? null : senderTo(destination, sources),
  });
}
