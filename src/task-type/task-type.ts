import { Duration, Token } from 'aws-cdk-lib';
import { DEFAULT_LANE, MAX_ATTEMPTS, TASK_TYPE_PATTERN, TASK_TYPE_RULE } from '../contract';
import type { DeclaredTaskType } from '../contract';
import { checkNumber } from '../private/check-number';
import { checkDuration, checkLease } from '../private/durations';
import { plainJson } from '../private/plain-json';
import { TaskSchema, taskSchema, taskSchemaFromFile, taskSchemaFromJson } from './private/task-schema';
import { TaskLane } from './task-lane';

/**
 * What a {@link TaskType} may say beside its name and the schema of its data. The times, and `maxAttempts`, are what
 * holds for its tasks where a client does not say otherwise; all of it must be known at synthesis.
 */
export interface TaskTypeOptions {
  /**
   * What tasks of this type do, for the people who call the API.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The JSON Schema (2020-12) of the result, as an object. A result that comes over HTTP (`PATCH /tasks/{id}` with the
   * status COMPLETED) is checked by it, and has to be there; that of a worker with a handler is not checked.
   *
   * @default - `resultSchemaJson` or `resultSchemaFile`, else any JSON
   */
  readonly resultSchema?: any;

  /**
   * The same as JSON text.
   *
   * @default - `resultSchema` or `resultSchemaFile`, else any JSON
   */
  readonly resultSchemaJson?: string;

  /**
   * The same in a file: its path, taken from the working directory.
   *
   * @default - `resultSchema` or `resultSchemaJson`, else any JSON
   */
  readonly resultSchemaFile?: string;

  /**
   * Data as a client may send it, as any JSON. It must fit the schema.
   *
   * @default - none
   */
  readonly example?: any;

  /**
   * How often a worker may begin a task until one run succeeds, 1 to 100.
   *
   * @default - what the worker says
   */
  readonly maxAttempts?: number;

  /**
   * How long after its start (its creation, or its `run_at`) a task may be unsettled until it is given up. In whole
   * seconds, and at least a minute.
   *
   * @default - the API's `deadline`
   */
  readonly deadline?: Duration;

  /**
   * How long a settled task can still be read. In whole seconds.
   *
   * @default - the API's `retention`
   */
  readonly retention?: Duration;

  /**
   * For how long a worker that reports over HTTP holds a task. In whole seconds, and no longer than the deadline.
   *
   * @default - the API's `externalLease`, or `deadline` if that is shorter
   */
  readonly externalLease?: Duration;

  /**
   * The lanes that its tasks may take besides `default`. The API has to know them as well as the worker, which makes a
   * queue for each; a worker in another app than the API's lists them too: `TaskType.named('a', { lanes })`.
   *
   * @default - none: all its tasks take the lane `default`
   */
  readonly lanes?: TaskLane[];

  /**
   * The lane of a task whose client asks for none.
   *
   * @default 'default'
   */
  readonly defaultLane?: string;

  /**
   * Whether a task that was created by another takes the other's lane, where it asks for none and its type has that lane;
   * else it takes its type's `defaultLane`.
   *
   * @default true
   */
  readonly inheritLane?: boolean;
}

/**
 * A kind of task: the name by which clients ask for it and workers serve it and, if there is more to say, a JSON Schema
 * of its data, one of its result, and how long and how often it may be tried.
 *
 * Schemas are of JSON Schema 2020-12, formats included. They are checked and compiled at synthesis, and the API answers
 * 422 to what does not fit them, with every place that is wrong. They count once the type is declared on the API
 * (`taskTypes`).
 *
 * @see https://json-schema.org/draft/2020-12
 */
export class TaskType {
  /**
   * A task type whose data may be any JSON.
   *
   * @param name    1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit: it travels
   *                as a message attribute, a filter value and a metric dimension
   * @param options what else there is to say of it; a worker needs none of it
   * @throws when the name is anything else, or an option is wrong
   */
  public static named(name: string, options?: TaskTypeOptions): TaskType {
    return new TaskType(name, options);
  }

  /**
   * A task type whose data fits a JSON Schema. In Python the schema is a dict; there, `None` within it gets lost, so that
   * a schema that needs `null` is better given as JSON text or in a file.
   *
   * @param name    1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit
   * @param schema  the schema, as an object that is known at synthesis
   * @param options what else there is to say of it
   * @throws when something is wrong with the schema, with its place
   */
  public static fromSchema(name: string, schema: any, options?: TaskTypeOptions): TaskType {
    return new TaskType(name, options, taskSchema(dataSchemaOf(name), schema));
  }

  /**
   * A task type whose data fits a JSON Schema.
   *
   * @param name    1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit
   * @param json    the schema, as JSON text
   * @param options what else there is to say of it
   * @throws when something is wrong with the schema, with its place
   */
  public static fromSchemaJson(name: string, json: string, options?: TaskTypeOptions): TaskType {
    return new TaskType(name, options, taskSchemaFromJson(dataSchemaOf(name), json));
  }

  /**
   * A task type whose data fits the JSON Schema in a file.
   *
   * @param name    1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit
   * @param path    the file, taken from the working directory
   * @param options what else there is to say of it
   * @throws when there is no such file, or something is wrong with the schema, with its place
   */
  public static fromSchemaFile(name: string, path: string, options?: TaskTypeOptions): TaskType {
    return new TaskType(name, options, taskSchemaFromFile(dataSchemaOf(name), path));
  }

  /**
   * What tasks of this type do, for the people who call the API.
   */
  public readonly description?: string;

  /**
   * The lanes that its tasks may take besides `default`.
   */
  public readonly lanes: TaskLane[];

  /** @internal */
  public readonly _dataSchema?: TaskSchema;
  /** @internal */
  public readonly _resultSchema?: TaskSchema;
  /** @internal */
  public readonly _example?: unknown;
  /** @internal */
  public readonly _limits: TaskLimits;
  /** @internal */
  public readonly _laneNames: string[];
  /** @internal */
  public readonly _laneChoice: LaneChoice;

  private constructor(
    /**
     * The name of the task type: the `task_type` of a request.
     */
    public readonly name: string,
    options: TaskTypeOptions = {},
    dataSchema?: TaskSchema,
  ) {
    if (!Token.isUnresolved(name) && !TASK_TYPE_PATTERN.test(name)) {
      throw new Error(`a task type cannot be named ${JSON.stringify(name)}: its name has ${TASK_TYPE_RULE}`);
    }
    this.description = options.description;
    this._dataSchema = dataSchema;
    this._resultSchema = resultSchemaOf(name, options);
    this._example = exampleOf(name, options, dataSchema);
    this._limits = limitsOf(name, options);
    this.lanes = options.lanes ?? [];
    this._laneNames = [DEFAULT_LANE, ...this.lanes.map((lane) => lane.name)];
    this._laneChoice = laneChoiceOf(name, this._laneNames, options);
  }

  /**
   * What an API has to know of the task type beside its name and its lanes, as text; nothing where these say all.
   *
   * @internal
   */
  public get _definition(): string | undefined {
    const [data, result] = [this._dataSchema?.document, this._resultSchema?.document];
    const definition = JSON.stringify({ data, result, ...this._limits, ...this._laneChoice });
    return definition === '{}' ? undefined : definition;
  }
}

/** What holds for tasks whose client does not say otherwise; times in seconds. */
type TaskLimits = Pick<DeclaredTaskType, 'maxAttempts' | 'deadline' | 'retention' | 'externalLease'>;

/** Which of its lanes a task takes that asks for none. */
type LaneChoice = Pick<DeclaredTaskType, 'defaultLane' | 'inheritLane'>;

function dataSchemaOf(name: string): string {
  return `the schema of the task type ${JSON.stringify(name)}`;
}

function resultSchemaOf(name: string, { resultSchema, resultSchemaJson, resultSchemaFile }: TaskTypeOptions): TaskSchema | undefined {
  const subject = `the result schema of the task type ${JSON.stringify(name)}`;
  const options = { resultSchema, resultSchemaJson, resultSchemaFile };
  const given = Object.entries(options).filter(([, value]) => value !== undefined).map(([option]) => option);
  if (given.length > 1) throw new Error(`${subject} is given more than once, by ${given.join(' and ')}: leave all but one of them out`);

  if (resultSchemaJson !== undefined) return taskSchemaFromJson(subject, resultSchemaJson);
  if (resultSchemaFile !== undefined) return taskSchemaFromFile(subject, resultSchemaFile);
  return resultSchema === undefined ? undefined : taskSchema(subject, resultSchema);
}

function exampleOf(name: string, { example }: TaskTypeOptions, dataSchema: TaskSchema | undefined): unknown {
  if (example === undefined) return undefined;
  const subject = `the example of the task type ${JSON.stringify(name)}`;
  const value = plainJson(subject, example);
  const errors = dataSchema?.compiled.fieldErrorsOf(value, 'example') ?? [];
  if (errors.length > 0) {
    throw new Error(`${subject} does not fit its schema: ${errors.map(({ pointer, detail }) => `${detail.slice(0, -1)} (${pointer!.replace('#/example', '#')})`).join('; ')}`);
  }
  return value;
}

function limitsOf(name: string, { maxAttempts, deadline, retention, externalLease }: TaskTypeOptions): TaskLimits {
  const nameOf = (option: string): string => `${option} of the task type ${JSON.stringify(name)}`;
  for (const [option, value] of Object.entries({ maxAttempts, deadline, retention, externalLease })) {
    const isToken = value instanceof Duration ? value.isUnresolved() : Token.isUnresolved(value);
    if (isToken) throw new Error(`${nameOf(option)} is a token, a value that is only known when the stack is deployed; it must be known at synthesis`);
  }
  checkNumber(nameOf('maxAttempts'), maxAttempts, 1, MAX_ATTEMPTS);
  checkDuration(nameOf('deadline'), deadline, Duration.minutes(1));
  checkDuration(nameOf('retention'), retention, Duration.seconds(1));
  checkDuration(nameOf('externalLease'), externalLease, Duration.seconds(1));
  if (deadline && externalLease) checkLease(nameOf('externalLease'), externalLease, deadline);
  return { maxAttempts, deadline: deadline?.toSeconds(), retention: retention?.toSeconds(), externalLease: externalLease?.toSeconds() };
}

function laneChoiceOf(name: string, names: string[], { defaultLane, inheritLane = true }: TaskTypeOptions): LaneChoice {
  const subject = `the task type ${JSON.stringify(name)}`;
  const repeated = names.find((lane, index) => names.indexOf(lane) !== index);
  if (repeated !== undefined) throw new Error(`${subject} has the lane ${JSON.stringify(repeated)} twice; name it once`);
  if (defaultLane !== undefined && !names.includes(defaultLane)) {
    throw new Error(`defaultLane of ${subject} is ${JSON.stringify(defaultLane)}, which is none of its lanes (${names.join(', ')}); add it to lanes`);
  }
  return { ...(defaultLane !== undefined && defaultLane !== DEFAULT_LANE && { defaultLane }), ...(!inheritLane && { inheritLane }) };
}
