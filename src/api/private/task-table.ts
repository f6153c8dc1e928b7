import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { LIST_INDEX, TABLE_KEY, TTL_ATTRIBUTE, WATCH_INDEX } from '../../contract';

/** Makes the table of a task API. */
export function createTable(scope: Construct, id: string, listTasks: boolean, removalPolicy: RemovalPolicy): dynamodb.Table {
  const table = new dynamodb.Table(scope, id, {
    partitionKey: { name: TABLE_KEY, type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    stream: dynamodb.StreamViewType.NEW_IMAGE,
    timeToLiveAttribute: TTL_ATTRIBUTE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  if (listTasks) {
    table.addGlobalSecondaryIndex({
      indexName: LIST_INDEX.name,
      partitionKey: { name: LIST_INDEX.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: LIST_INDEX.sortKey, type: dynamodb.AttributeType.STRING },
      projectionType: dynamodb.ProjectionType.INCLUDE,
      nonKeyAttributes: [...LIST_INDEX.nonKeyAttributes],
    });
  }
  table.addGlobalSecondaryIndex({
    indexName: WATCH_INDEX.name,
    partitionKey: { name: WATCH_INDEX.partitionKey, type: dynamodb.AttributeType.STRING },
    sortKey: { name: WATCH_INDEX.sortKey, type: dynamodb.AttributeType.NUMBER },
    projectionType: dynamodb.ProjectionType.KEYS_ONLY,
  });
  return table;
}

/** Throws unless tasks can live in a table that was passed in, as far as synthesis can tell. */
export function checkTable(table: dynamodb.ITable, listTasks: boolean): void {
  if (!table.tableStreamArn) {
    throw new Error(`the table ${table.node.path} has no stream that is known here: create it with stream: NEW_IMAGE, or import it with Table.fromTableAttributes({ tableArn, tableStreamArn })`);
  }
  const properties = propertiesOf(table);
  if (!properties) return;
  const problems = [
    ...keyProblems(properties),
    ...(listTasks ? listIndexProblems(properties) : []),
    ...watchIndexProblems(properties),
  ];
  if (problems.length > 0) throw new Error(`tasks cannot live in the table ${table.node.path}: ${problems.join('; ')}`);
}

/** What matters here of a table's CloudFormation properties, whichever resource type has them. */
interface TableProperties {
  readonly keySchema?: KeySchema;
  readonly attributeDefinitions?: Array<{ attributeName: string; attributeType: string }>;
  readonly stream?: { streamViewType?: string };
  readonly ttl?: { attributeName?: string };
  readonly indexes?: Index[];
}

interface Index {
  readonly indexName: string;
  readonly keySchema: KeySchema;
  readonly projection?: { projectionType?: string };
}

type KeySchema = Array<{ attributeName: string; keyType: string }>;

/** A table of this app; nothing is known of an imported one. */
function propertiesOf(table: dynamodb.ITable): TableProperties | undefined {
  const resource = table.node.defaultChild;
  if (!(resource instanceof dynamodb.CfnTable) && !(resource instanceof dynamodb.CfnGlobalTable)) return undefined;
  return Stack.of(table).resolve({
    keySchema: resource.keySchema,
    attributeDefinitions: resource.attributeDefinitions,
    stream: resource.streamSpecification,
    ttl: resource.timeToLiveSpecification,
    indexes: resource.globalSecondaryIndexes,
  });
}

function keyProblems(properties: TableProperties): string[] {
  const view = properties.stream?.streamViewType;
  return presentProblems([
    [!hasKeys(properties.keySchema, TABLE_KEY), `its partition key must be "${TABLE_KEY}", without a sort key`],
    [!isOfType(properties, TABLE_KEY, 'S'), `its partition key "${TABLE_KEY}" must be a string`],
    [!['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(view ?? ''), `its stream must show NEW_IMAGE or NEW_AND_OLD_IMAGES, not ${view ?? 'nothing'}`],
    [properties.ttl?.attributeName !== TTL_ATTRIBUTE, `its timeToLiveAttribute must be "${TTL_ATTRIBUTE}", not ${JSON.stringify(properties.ttl?.attributeName)}`],
  ]);
}

function listIndexProblems(properties: TableProperties): string[] {
  const { name, partitionKey, sortKey, nonKeyAttributes } = LIST_INDEX;
  const index = properties.indexes?.find(({ indexName }) => indexName === name);
  const fits = hasKeys(index?.keySchema, partitionKey, sortKey)
    && isOfType(properties, partitionKey, 'S') && isOfType(properties, sortKey, 'S');
  return presentProblems([
    [!fits, `it needs the global secondary index "${name}" with the partition key "${partitionKey}" and the sort key "${sortKey}" (both strings), projecting ${nonKeyAttributes.join(', ')}, unless listTasks is false`],
  ]);
}

function watchIndexProblems(properties: TableProperties): string[] {
  const { name, partitionKey, sortKey } = WATCH_INDEX;
  const index = properties.indexes?.find(({ indexName }) => indexName === name);
  const fits = hasKeys(index?.keySchema, partitionKey, sortKey)
    && isOfType(properties, partitionKey, 'S') && isOfType(properties, sortKey, 'N');
  const projection = index?.projection?.projectionType;
  return presentProblems([
    [!fits, `it needs the global secondary index "${name}" with the partition key "${partitionKey}" (a string) and the sort key "${sortKey}" (a number), projecting KEYS_ONLY: by it the watchdog finds the tasks that nobody else will finish`],
    [fits && projection !== 'KEYS_ONLY', `its index "${name}" must project KEYS_ONLY, not ${projection}: with more in it, each step of a task would write to it`],
  ]);
}

function presentProblems(problems: Array<[boolean, string]>): string[] {
  return problems.filter(([isPresent]) => isPresent).map(([, problem]) => problem);
}

function hasKeys(schema: KeySchema | undefined, partitionKey: string, sortKey?: string): boolean {
  const nameOf = (type: string) => schema?.find(({ keyType }) => keyType === type)?.attributeName;
  return nameOf('HASH') === partitionKey && nameOf('RANGE') === sortKey;
}

function isOfType(properties: TableProperties, name: string, type: 'S' | 'N'): boolean {
  return properties.attributeDefinitions?.some(({ attributeName, attributeType }) => attributeName === name && attributeType === type) ?? false;
}
