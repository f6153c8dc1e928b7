import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Lets a function do just these things with the table's items, and with the key that encrypts them, if it is a
 * customer's. (`table.grant()` would add every index.)
 */
export function grantItems(table: dynamodb.ITable, grantee: iam.IGrantable, actions: string[]): void {
  iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
  if (actions.some((action) => /Put|Update/.test(action))) table.encryptionKey?.grantEncryptDecrypt(grantee);
  else table.encryptionKey?.grantDecrypt(grantee);
}

/** Lets a function query one index of the table. */
export function grantQuery(table: dynamodb.ITable, grantee: iam.IGrantable, indexName: string): void {
  iam.Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns: [`${table.tableArn}/index/${indexName}`] });
}
