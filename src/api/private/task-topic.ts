import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Makes the topic of a task API. */
export function createTopic(scope: Construct, id: string): sns.Topic {
  const topic = new sns.Topic(scope, id, { enforceSSL: true });
  // By its alias: every principal that may publish may use this key, so there is nothing to grant.
  (topic.node.defaultChild as sns.CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
  return topic;
}
