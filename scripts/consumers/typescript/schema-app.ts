import { App, Duration, Stack } from 'aws-cdk-lib';
import { AsyncTaskApi, TaskType } from 'cdk-async-tasks';

/** An API whose task type has its schemas as objects. The same in each language gives the same template. */
const order = TaskType.fromSchema('order', {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^[A-Z]{3}-\\d+$' },
    amount: { type: 'number', minimum: 0, multipleOf: 0.01 },
    unit: { enum: ['€', 'kg', 7, true] },
    lines: { type: 'array', items: { $ref: '#/$defs/line' }, uniqueItems: true, maxItems: 100 },
  },
  required: ['id', 'amount'],
  additionalProperties: false,
  $defs: { line: { oneOf: [{ type: 'string' }, { type: ['integer', 'null'] }] } },
}, {
  resultSchema: { type: 'object', properties: { done: { const: true } }, required: ['done'] },
  example: { id: 'ABC-1', amount: 19.99, lines: ['a', 1] },
  maxAttempts: 5,
  deadline: Duration.hours(1),
});

new AsyncTaskApi(new Stack(new App(), 'Schema'), 'Tasks', { taskTypes: [order] });
