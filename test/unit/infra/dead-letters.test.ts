import { expect, test } from 'vitest';
import type { TemplateResource } from '../../../infra/local/template/cloud-assembly.ts';
import { functionName, ofType, queueOf, referred, useTemplates } from '../../support/templates.ts';

useTemplates();

type Json = Readonly<Record<string, unknown>>;

/** Called without a queue, because nothing is lost with the call: the next tick comes within a minute and finds what this one has left. */
const CALLED_ANEW = new Set(['tick']);

/** What calls functions or sends to queues besides: whoever brings one in has to say here where it keeps what fails. */
const OTHER_CALLERS = [
  'AWS::Scheduler::Schedule',
  'AWS::Pipes::Pipe',
  'AWS::S3::Bucket',
  'AWS::StepFunctions::StateMachine',
];

const keepsDeadLetters = (queue: TemplateResource | undefined) =>
  queue !== undefined &&
  !('RedrivePolicy' in queue.properties) &&
  queue.properties['MessageRetentionPeriod'] === 1_209_600;

function propertiesOf(type: string): Json[] {
  return ofType(type).map(({ properties }) => properties);
}

test('whatever a rule sends is kept where its target does not take it', () => {
  const targets = propertiesOf('AWS::Events::Rule').flatMap(({ Targets }) => Targets as Json[]);
  expect(targets.length).toBeGreaterThanOrEqual(4);
  const lost = targets.filter(({ DeadLetterConfig }) => !keepsDeadLetters(queueOf(DeadLetterConfig)));
  expect(lost.map(({ Arn }) => functionName(referred(Arn)))).toEqual([...CALLED_ANEW]);
});

test('no function is called without waiting but from a clock', () => {
  const targets = propertiesOf('AWS::Events::Rule').flatMap(({ Targets }) => Targets as Json[]);
  const called = targets.filter(({ Arn }) => queueOf(Arn) === undefined).map(({ Arn }) => functionName(referred(Arn)));
  const configured = propertiesOf('AWS::Lambda::EventInvokeConfig');
  const lost = configured.filter(({ DestinationConfig }) => !keepsDeadLetters(queueOf(DestinationConfig)));
  expect(called).toEqual([...CALLED_ANEW]);
  expect(lost.map(({ FunctionName }) => functionName(referred(FunctionName)))).toEqual([...CALLED_ANEW]);
  for (const type of OTHER_CALLERS) expect(ofType(type), type).toEqual([]);
});

test('whatever a function is fed is kept where it fails', () => {
  const mappings = propertiesOf('AWS::Lambda::EventSourceMapping');
  expect(mappings.length).toBeGreaterThanOrEqual(7);
  for (const { EventSourceArn, DestinationConfig, FunctionName } of mappings) {
    const queue = queueOf(EventSourceArn);
    const letters = queueOf(queue === undefined ? DestinationConfig : queue.properties['RedrivePolicy']);
    expect(keepsDeadLetters(letters), functionName(referred(FunctionName))).toBe(true);
  }
});

test('a queue is fed to a function or keeps dead letters', () => {
  const fed = new Set(propertiesOf('AWS::Lambda::EventSourceMapping').map((each) => queueOf(each['EventSourceArn'])));
  for (const queue of ofType('AWS::SQS::Queue')) expect(fed.has(queue), queue.logicalId).toBe(!keepsDeadLetters(queue));
});
