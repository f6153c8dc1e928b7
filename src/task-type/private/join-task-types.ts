import { TaskType } from '../task-type';

/** What is left of the 4 KB that Lambda allows for all environment variables together. */
const MAX_LENGTH = 2048;

/** Throws when a task type is there twice. */
export function checkUnique(taskTypes: TaskType[]): void {
  const names = taskTypes.map((taskType) => taskType.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`the task type "${repeated}" is there twice; name it once`);
}

/** The names of task types as an environment variable has them. */
export function joinTaskTypes(taskTypes: TaskType[]): string {
  const names = taskTypes.map((taskType) => taskType.name);
  const joined = names.join(',');
  if (joined.length > MAX_LENGTH) {
    throw new Error(`the names of the ${names.length} task types have ${joined.length} characters together, and may have ${MAX_LENGTH}: Lambda allows 4 KB of environment variables`);
  }
  return joined;
}
