import type { DescribedTaskType } from '../../src/api/private/openapi/task-types';

/** Task types with all that can be said of one, and with nothing. */
export const DESCRIBED_TYPES: readonly DescribedTaskType[] = [
  {
    name: 'print-label',
    description: 'Prints an address label.',
    dataSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://example.com/schemas/label.json',
      type: 'object',
      properties: {
        address: { $ref: '#/$defs/Address' },
        sender: { $ref: 'https://example.com/schemas/label.json#address' },
        parts: { type: 'array', items: { $ref: '#/$defs/part%20of~1label' } },
        copies: { type: 'integer', minimum: 1 },
        width: { $ref: '#/properties/copies' },
      },
      required: ['address'],
      additionalProperties: false,
      $defs: {
        'Address': { $anchor: 'address', type: 'object', properties: { street: { type: 'string' }, $ref: { type: 'boolean' } }, required: ['street'] },
        'part of/label': { type: 'object', properties: { parts: { type: 'array', items: { $ref: '#/$defs/part%20of~1label' } } }, additionalProperties: false },
      },
    },
    resultSchema: { type: 'object', properties: { labels: { type: 'integer' } }, required: ['labels'] },
    example: { address: { street: 'High Street 1' }, copies: 2 },
  },
  { name: 'feed.paper', lanes: ['bulk', 'slow'], defaultLane: 'bulk' },
  { name: 'clean_up', dataSchema: { type: 'object', properties: { deep: { type: 'boolean' } }, examples: [{ deep: true }] } },
];
