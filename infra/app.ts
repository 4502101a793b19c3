import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildFunctions } from './build.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { BusStack } from './stacks/bus-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EventsStack } from './stacks/events-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { WebhooksStack } from './stacks/webhooks-stack.ts';

await buildFunctions();

// no account and no region is named, so it synthesises offline and deploys anywhere
const app = new App({
  analyticsReporting: false,
  context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' },
});
const { table, webhookTable } = new DataStack(app, 'BallastData');
const busStack = new BusStack(app, 'BallastBus', { table });
const { bus } = busStack;
const webhooksStack = new WebhooksStack(app, 'BallastWebhooks', { webhookTable, bus });
const { deliveries } = webhooksStack;
const apiStack = new ApiStack(app, 'BallastApi', { table, webhookTable, deliveries });
const eventsStack = new EventsStack(app, 'BallastEvents', { table });
// oxlint-disable-next-line no-new -- a stack joins the app by being made
new ObservabilityStack(app, 'BallastObservability', { watched: [busStack, webhooksStack, apiStack, eventsStack] });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
