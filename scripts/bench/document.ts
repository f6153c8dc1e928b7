/** A line of an order: a few values of each kind, as documents have them. */
const LINE = {
  sku: 'ABC-0123456789',
  title: 'A picture of 30 by 40 centimetres, framed',
  quantity: 2,
  price: 19.99,
  tags: ['picture', 'framed'],
  size: { width: 300, height: 400, unit: 'mm' },
  wanted_at: '2026-01-15T12:34:56Z',
  gift: false,
  note: null,
};

/** The schema of {@link documentOf}: every line is checked value by value, patterns and formats included. */
export const DOCUMENT_SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    customer: { type: 'object', properties: { name: { type: 'string', minLength: 1 }, email: { type: 'string', format: 'email' } }, required: ['name', 'email'] },
    lines: { type: 'array', minItems: 1, maxItems: 1000, items: { $ref: '#/$defs/line' } },
    padding: { type: 'string' },
  },
  required: ['id', 'customer', 'lines'],
  additionalProperties: false,
  $defs: {
    line: {
      type: 'object',
      properties: {
        sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{10}$' },
        title: { type: 'string', minLength: 1, maxLength: 200 },
        quantity: { type: 'integer', minimum: 1, maximum: 1000 },
        price: { type: 'number', minimum: 0, multipleOf: 0.01 },
        tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
        size: {
          type: 'object',
          properties: { width: { type: 'number', exclusiveMinimum: 0 }, height: { type: 'number', exclusiveMinimum: 0 }, unit: { enum: ['mm', 'cm', 'in'] } },
          required: ['width', 'height', 'unit'],
          additionalProperties: false,
        },
        wanted_at: { type: 'string', format: 'date-time' },
        gift: { type: 'boolean' },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['sku', 'title', 'quantity', 'price'],
      additionalProperties: false,
    },
  },
};

/** An order whose JSON text has just so many bytes, most of them in its lines. */
export function documentOf(bytes: number): object {
  const order = { id: '0191d2a4-7c1e-7b5e-9d3a-5f2b8c4e6a10', customer: { name: 'Jo Doe', email: 'jo.doe@example.com' }, lines: [LINE], padding: '' };
  while (sizeOf({ ...order, lines: [...order.lines, LINE] }) <= bytes) order.lines.push(LINE);
  return { ...order, padding: 'x'.repeat(bytes - sizeOf(order)) };
}

function sizeOf(document: object): number {
  return Buffer.byteLength(JSON.stringify(document));
}
