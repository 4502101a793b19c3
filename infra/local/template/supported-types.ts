import { requireThat } from '../../../shared/foundation/index.ts';
import type { TemplateResource } from './cloud-assembly.ts';

/** What is referred to only once it exists: its names come from what was made. */
export const LIVE_LATER: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::RestApi',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Lambda::Function',
  'AWS::SQS::Queue',
]);

/** What the local runtime reads to wire those together. */
const WIRING: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::Events::Rule',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
]);

/** What has no meaning on one machine: rights, logs, alarms, deployment. */
const WITHOUT_LOCAL_MEANING: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::Events::EventBusPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
]);

/** @throws DefectError for a type of neither kind: a system with a part left out would not be the deployed one */
export function requireSupported(resources: readonly TemplateResource[]): void {
  for (const { type, logicalId } of resources) {
    const known = LIVE_LATER.has(type) || WIRING.has(type) || WITHOUT_LOCAL_MEANING.has(type);
    requireThat(known, 'a resource that the local runtime knows', { type, logicalId });
  }
}
