import { CfnOutput, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarmsOn } from '../constructs/alarms.ts';

type ObservabilityStackProps = { readonly watched: readonly Stack[] };

/** Says to one topic when something is given up, is late or is brought down again and again: whoever runs Ballast subscribes to it. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { watched }: ObservabilityStackProps) {
    super(scope, id, { description: 'Ballast: alarms on what is given up and what is late' });
    const topic = new Topic(this, 'Alarms', { displayName: 'Ballast: alarms', enforceSSL: true });
    topic.addToResourcePolicy(this.#fromAlarms(topic));
    const tell = new SnsAction(topic);
    for (const alarm of alarmsOn(this, watched)) alarm.addAlarmAction(tell);
    // oxlint-disable-next-line no-new -- an output joins its scope by being made
    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn, description: 'Subscribe here whoever is on call' });
  }

  /** A topic with a policy of its own has no longer the one that lets its account publish. */
  #fromAlarms(topic: Topic): PolicyStatement {
    return new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
    });
  }
}
