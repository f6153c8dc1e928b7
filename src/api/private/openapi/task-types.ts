import { ComponentNames, pascalCase } from './component-names';
import { publishedSchema } from './content';
import { rebaseSchema } from './rebase-schema';
import type { DeclaredExample, JsonSchema } from '../../../contract/http';
import { ANY_DATA, ANY_RESULT, laneSchema, newTaskSchema, SCHEMAS, TASK_TYPE, taskSchema } from '../../../contract/http';

/** What the description of an API says of a task type. */
export interface DescribedTaskType {
  readonly name: string;
  readonly description?: string;
  /** The JSON Schema (2020-12) of its data, its keys in the order in which they are to be written. */
  readonly dataSchema?: JsonSchema;
  /** The same of its result. */
  readonly resultSchema?: JsonSchema;
  /** An example of its data. */
  readonly example?: unknown;
  /** The names of its lanes, besides the default one. */
  readonly lanes?: readonly string[];
  /** The lane of a task whose client asks for none. */
  readonly defaultLane?: string;
}

type Examples = Readonly<Record<string, DeclaredExample>>;

/** A schema that depends on the task type, by type. */
interface Alternative {
  readonly taskType: string;
  readonly component: string;
}

/** The schemas of an API's documents: those of a task and of the request for one are by task type, if there are any. */
export function schemasWith(taskTypes: readonly DescribedTaskType[]): Record<string, JsonSchema> {
  const schemas = Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, publishedSchema(schema)]));
  if (taskTypes.length === 0) return { ...schemas, NewTask: publishedSchema(newTaskSchema(TASK_TYPE, ANY_DATA, laneSchema())) };
  const names = new ComponentNames(Object.keys(SCHEMAS));
  const requests: Alternative[] = [];
  const tasks: Alternative[] = [];
  const hasResults = taskTypes.some(({ resultSchema }) => resultSchema !== undefined);

  for (const { name, description, dataSchema, resultSchema, lanes, defaultLane } of taskTypes) {
    const type = pascalCase(name);
    const addComponent = (schema: JsonSchema | undefined, suffix: string): JsonSchema | undefined => {
      if (schema === undefined) return undefined;
      const component = names.take(`${type}${suffix}`);
      Object.assign(schemas, rebaseSchema(schema, component, names));
      return { $ref: `#/components/schemas/${component}` };
    };
    const addAlternative = (alternatives: Alternative[], wanted: string, schema: JsonSchema): void => {
      const component = names.take(wanted);
      alternatives.push({ taskType: name, component });
      schemas[component] = { ...(description !== undefined && { description }), ...schema };
    };
    const typeSchema = { type: 'string', const: name };
    addAlternative(requests, `New${type}Task`, publishedSchema(newTaskSchema(typeSchema, addComponent(dataSchema, 'Data') ?? ANY_DATA, laneSchema(lanes, defaultLane))));
    if (hasResults) addAlternative(tasks, `${type}Task`, publishedSchema(taskSchema(typeSchema, addComponent(resultSchema, 'Result') ?? ANY_RESULT)));
  }
  schemas.NewTask = byTaskType(requests);
  if (hasResults) schemas.Task = byTaskType(tasks);
  return schemas;
}

/** Examples of requests to create a task, one of each type that has one. */
export function requestExamples(taskTypes: readonly DescribedTaskType[]): Examples {
  return Object.fromEntries(taskTypes.flatMap((taskType) => {
    const data = dataExample(taskType);
    return data === undefined ? [] : [[taskType.name, { summary: taskType.description ?? taskType.name, value: { task_type: taskType.name, data } }]];
  }));
}

/** Examples as an API with these task types would have them. */
export function examplesWith(taskTypes: readonly DescribedTaskType[], examples: Examples): Examples {
  return Object.fromEntries(Object.entries(examples).map(([name, { summary, value }]) => [name, { summary, value: exampleWith(taskTypes, value) }]));
}

function exampleWith(taskTypes: readonly DescribedTaskType[], value: unknown): unknown {
  if (taskTypes.length === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => exampleWith(taskTypes, element));
  if (!('task_type' in value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, exampleWith(taskTypes, member)]));
  const [{ name, resultSchema }] = taskTypes;
  const { result, ...task } = value as Record<string, unknown>;
  return { ...task, task_type: name, ...(result !== undefined && resultSchema === undefined && { result }) };
}

/** The declared example, else that of the schema. Where there is no schema, any JSON is an example. */
function dataExample({ example, dataSchema }: DescribedTaskType): unknown {
  return example ?? (dataSchema ? (dataSchema.examples as unknown[] | undefined)?.[0] : {});
}

function byTaskType(alternatives: readonly Alternative[]): JsonSchema {
  const reference = ({ component }: Alternative): string => `#/components/schemas/${component}`;
  return {
    type: 'object',
    oneOf: alternatives.map((alternative) => ({ $ref: reference(alternative) })),
    discriminator: {
      propertyName: 'task_type',
      mapping: Object.fromEntries(alternatives.map((alternative) => [alternative.taskType, reference(alternative)])),
    },
  };
}
