import { App, Duration, Stack } from 'aws-cdk-lib';
import { AsyncTaskApi, TaskApiAuth, TaskHandler, TaskType, TaskWorker } from 'cdk-async-tasks';

/** An API with task types of every kind. Workers do some of them, well or badly; the others wait for whoever reports over HTTP. */
const stack = new Stack(new App(), 'Fuzz');

const parcel = TaskType.fromSchema('ship-parcel', {
  type: 'object',
  properties: {
    parcel_id: { type: 'string', format: 'uuid' },
    recipient: { $ref: '#/$defs/person' },
    not_before: { type: 'string', format: 'date-time' },
    grams: { type: 'integer', minimum: 1, maximum: 31_500 },
    tags: { type: 'array', items: { type: 'string', maxLength: 8 }, maxItems: 4, uniqueItems: true },
  },
  required: ['parcel_id', 'recipient'],
  additionalProperties: false,
  $defs: {
    person: {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 40, pattern: '^\\p{L}[\\p{L} ]*$' },
        email: { type: 'string', format: 'email' },
        address: {
          type: 'object',
          properties: { street: { type: 'string' }, country: { enum: ['CH', 'DE', 'FR'] } },
          required: ['street', 'country'],
          additionalProperties: false,
        },
      },
      required: ['name', 'address'],
      additionalProperties: false,
    },
  },
}, {
  description: 'Sends a parcel on its way.',
  resultSchema: {
    type: 'object',
    properties: { tracking_number: { type: 'string', pattern: '^[0-9]{4,12}$' }, price: { type: ['number', 'null'], minimum: 0 } },
    required: ['tracking_number'],
    additionalProperties: false,
  },
  example: { parcel_id: '0b0a1f2e-4c3d-4e5f-8a9b-0c1d2e3f4a5b', recipient: { name: 'Zoë Łukasz', address: { street: 'Höheweg 1', country: 'CH' } } },
});

const shape = TaskType.fromSchema('draw-shape', {
  oneOf: [
    { type: 'object', properties: { kind: { const: 'circle' }, radius: { type: 'number', exclusiveMinimum: 0 } }, required: ['kind', 'radius'], additionalProperties: false },
    { type: 'object', properties: { kind: { const: 'square' }, side: { type: 'integer', multipleOf: 5 } }, required: ['kind', 'side'], additionalProperties: false },
    { type: 'array', items: { $ref: '#' }, maxItems: 3 },
  ],
}, { example: [{ kind: 'circle', radius: 0.5 }, { kind: 'square', side: 15 }], maxAttempts: 2 });

const word = TaskType.fromSchema('count-word', {
  anyOf: [{ type: 'string', pattern: '^[🐙🦑á-ž]{1,6}$' }, { type: 'integer' }, { type: 'null' }],
}, { example: 'žáč🐙' });

const chore = TaskType.named('chore', { description: 'Takes any JSON.' });

const api = new AsyncTaskApi(stack, 'Tasks', { auth: TaskApiAuth.none(), taskTypes: [parcel, shape, word, chore] });

new TaskWorker(stack, 'Chores', { api, taskTypes: [chore], handler: TaskHandler.nodejs('handlers/chore.ts') });
// Its tasks fail, or wait for another attempt.
new TaskWorker(stack, 'Shapes', { api, taskTypes: [shape], handler: TaskHandler.nodejs('handlers/shape.ts'), retryDelay: Duration.seconds(1) });
