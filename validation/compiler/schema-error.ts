/** What is wrong with a schema; its message continues a sentence that has begun with the schema. */
export class SchemaError extends Error {}
