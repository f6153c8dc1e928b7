import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { LIST_INDEX, TABLE_KEY, TTL_ATTRIBUTE } from '../../contract';

/** Makes the table of a task API. */
export function createTable(scope: Construct, id: string, listed: boolean, removalPolicy: RemovalPolicy): dynamodb.Table {
  const table = new dynamodb.Table(scope, id, {
    partitionKey: { name: TABLE_KEY, type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    stream: dynamodb.StreamViewType.NEW_IMAGE,
    timeToLiveAttribute: TTL_ATTRIBUTE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  if (listed) {
    table.addGlobalSecondaryIndex({
      indexName: LIST_INDEX.name,
      partitionKey: { name: LIST_INDEX.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: LIST_INDEX.sortKey, type: dynamodb.AttributeType.STRING },
      projectionType: dynamodb.ProjectionType.INCLUDE,
      nonKeyAttributes: [...LIST_INDEX.nonKeyAttributes],
    });
  }
  return table;
}

/** Throws unless tasks can live in a table that was passed in, as far as synthesis can tell. */
export function checkTable(table: dynamodb.ITable, listed: boolean): void {
  if (!table.tableStreamArn) {
    throw new Error(`the table ${table.node.path} has no stream that is known here: create it with stream: NEW_IMAGE, or import it with Table.fromTableAttributes({ tableArn, tableStreamArn })`);
  }
  const problems = describedTable(table, listed);
  if (problems.length > 0) throw new Error(`tasks cannot live in the table ${table.node.path}: ${problems.join('; ')}`);
}

/** What is wrong with a table of this app; nothing is known of an imported one. */
function describedTable(table: dynamodb.ITable, listed: boolean): string[] {
  const resource = table.node.defaultChild;
  if (!(resource instanceof dynamodb.CfnTable) && !(resource instanceof dynamodb.CfnGlobalTable)) return [];

  const properties = Stack.of(table).resolve({
    keySchema: resource.keySchema,
    attributeDefinitions: resource.attributeDefinitions,
    stream: resource.streamSpecification,
    ttl: resource.timeToLiveSpecification,
    indexes: resource.globalSecondaryIndexes,
  }) as TableProperties;

  const view = properties.stream?.streamViewType;
  const index = properties.indexes?.find(({ indexName }) => indexName === LIST_INDEX.name);
  return [
    !hasKeys(properties.keySchema, TABLE_KEY) && `its partition key must be "${TABLE_KEY}", without a sort key`,
    !isString(properties, TABLE_KEY) && `its partition key "${TABLE_KEY}" must be a string`,
    !['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(view ?? '') && `its stream must show NEW_IMAGE or NEW_AND_OLD_IMAGES, not ${view ?? 'nothing'}`,
    properties.ttl?.attributeName !== TTL_ATTRIBUTE && `its timeToLiveAttribute must be "${TTL_ATTRIBUTE}", not ${JSON.stringify(properties.ttl?.attributeName)}`,
    listed && !(index && hasKeys(index.keySchema, LIST_INDEX.partitionKey, LIST_INDEX.sortKey))
      && `it needs the global secondary index "${LIST_INDEX.name}" with the partition key "${LIST_INDEX.partitionKey}" and the sort key "${LIST_INDEX.sortKey}" (both strings), projecting ${LIST_INDEX.nonKeyAttributes.join(', ')}, unless listTasks is false`,
  ].filter((problem) => problem !== false);
}

/** What matters here of a table's CloudFormation properties, whichever resource type has them. */
interface TableProperties {
  readonly keySchema?: KeySchema;
  readonly attributeDefinitions?: Array<{ attributeName: string; attributeType: string }>;
  readonly stream?: { streamViewType?: string };
  readonly ttl?: { attributeName?: string };
  readonly indexes?: Array<{ indexName: string; keySchema: KeySchema }>;
}

type KeySchema = Array<{ attributeName: string; keyType: string }>;

function hasKeys(schema: KeySchema | undefined, partitionKey: string, sortKey?: string): boolean {
  const nameOf = (type: string) => schema?.find(({ keyType }) => keyType === type)?.attributeName;
  return nameOf('HASH') === partitionKey && nameOf('RANGE') === sortKey;
}

function isString(properties: TableProperties, name: string): boolean {
  return properties.attributeDefinitions?.some(({ attributeName, attributeType }) => attributeName === name && attributeType === 'S') ?? false;
}
