/** The parameters of each request that a MemoryStore understands. Anything else is an error, so that nothing is ignored. */
const KNOWN_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'get': ['TableName', 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'],
  'batchGet': ['RequestItems'],
  'batchGet of a table': ['Keys', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'],
  'query': [
    'TableName', 'IndexName', 'KeyConditionExpression', 'FilterExpression', 'ProjectionExpression', 'ExpressionAttributeNames',
    'ExpressionAttributeValues', 'ScanIndexForward', 'Limit', 'ExclusiveStartKey', 'ConsistentRead',
  ],
  'put': [
    'TableName', 'Item', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues',
    'ReturnValuesOnConditionCheckFailure',
  ],
  'update': [
    'TableName', 'Key', 'ConditionExpression', 'UpdateExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues',
    'ReturnValues', 'ReturnValuesOnConditionCheckFailure',
  ],
  'delete': [
    'TableName', 'Key', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues',
    'ReturnValuesOnConditionCheckFailure',
  ],
};

export function onlyKnownParameters(request: string, input: object): void {
  const unknown = Object.keys(input).filter((parameter) => !KNOWN_PARAMETERS[request].includes(parameter));
  if (unknown.length > 0) throw new Error(`${request} does not implement ${unknown.join(', ')}`);
}
