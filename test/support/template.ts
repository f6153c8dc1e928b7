import type { Stack } from 'aws-cdk-lib';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** A stack's template without what changes with every build: the hashes of assets. */
export function maskedTemplate(stack: Stack): unknown {
  const json = JSON.stringify(Template.fromStack(stack).toJSON());
  return JSON.parse(json.replace(/[0-9a-f]{64}/g, 'ASSET'));
}

/** An app whose stacks are synthesized fast: without metadata, and with assets that stay where they are. */
export function testApp(): App {
  return new App({ analyticsReporting: false });
}

/** What a role may do: actions by resource, each as CloudFormation writes it. */
export function permissionsOf(stack: Stack, roleLogicalId: RegExp): Record<string, string[]> {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .filter((policy) => policy.Properties.Roles.some((role: { Ref: string }) => roleLogicalId.test(role.Ref)));
  const permissions: Record<string, string[]> = {};
  for (const statement of policies.flatMap((policy) => policy.Properties.PolicyDocument.Statement)) {
    if (statement.Effect !== 'Allow') throw new Error(`an unexpected ${statement.Effect}`);
    for (const resource of [statement.Resource].flat()) {
      permissions[nameOf(resource)] = [...permissions[nameOf(resource)] ?? [], ...[statement.Action].flat()].sort();
    }
  }
  return permissions;
}

/** `{"Fn::GetAtt": ["TasksTable45D1B62D", "Arn"]}` is `TasksTable.Arn`. */
function nameOf(resource: unknown): string {
  return JSON.stringify(resource)
    .replace(/\{"Fn::GetAtt":\["(\w+)","(\w+)"\]\}/g, '$1.$2')
    .replace(/\{"Ref":"([\w:]+)"\}/g, '$1')
    .replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_join, parts: string) => parts.replace(/[",]/g, ''))
    .replace(/\b([A-Z]\w*?)[0-9A-F]{8}(?=\W|$)/g, '$1')
    .replace(/"/g, '');
}

/** The variables of a function's environment; those of the api function, unless another is named. */
export function environmentOf(stack: Stack, logicalId = /ApiFunction/): Record<string, unknown> {
  const functions = Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  return functions.find(([id]) => logicalId.test(id))![1].Properties.Environment.Variables;
}

/** The properties of an HTTP API's routes, by their keys. */
export function routesOf(stack: Stack): Record<string, { AuthorizationType: string; AuthorizationScopes?: string[] }> {
  const routes = Object.values(Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Route'));
  return Object.fromEntries(routes.map(({ Properties }) => [Properties.RouteKey, Properties]));
}
