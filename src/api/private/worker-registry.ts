import { Construct } from 'constructs';
import { TaskLane } from '../../task-type/task-lane';
import { TaskType } from '../../task-type/task-type';

/** The workers that an API has within its app. */
export class WorkerRegistry {
  /** The path of the worker of each task type, by the type's name. */
  private readonly paths = new Map<string, string>();

  /**
   * @param taskTypes that the API declares
   */
  constructor(private readonly api: Construct, private readonly taskTypes: TaskType[]) {}

  /**
   * Registers a worker.
   *
   * @throws when it contradicts the API, or serves a task type that another worker serves
   */
  public add(worker: Construct, taskTypes: TaskType[]): void {
    for (const taskType of taskTypes) {
      checkAgreement(worker, taskType, this.api, this.declared(worker, taskType));
      this.claim(worker, taskType);
    }
  }

  private declared(worker: Construct, { name }: TaskType): TaskType | undefined {
    const declared = this.taskTypes.find((candidate) => candidate.name === name);
    if (declared || this.taskTypes.length === 0) return declared;
    throw new Error(`the worker ${worker.node.path} serves the task type "${name}", which the API ${this.api.node.path} does not declare; add it to the API's taskTypes (${this.taskTypes.map((candidate) => candidate.name).join(', ')})`);
  }

  private claim(worker: Construct, { name }: TaskType): void {
    const other = this.paths.get(name);
    if (other) {
      throw new Error(`the task type "${name}" is served by two workers, ${other} and ${worker.node.path}: each task would go to whichever is first; give it to one of them`);
    }
    this.paths.set(name, worker.node.path);
  }
}

/**
 * Throws when a worker's task type says more than the API knows, since nothing would come of it; or has other lanes: tasks
 * would be refused, or take a queue that is not theirs.
 */
function checkAgreement(worker: Construct, taskType: TaskType, api: Construct, declared: TaskType | undefined): void {
  const name = JSON.stringify(taskType.name);
  const [listed, known] = [taskType, declared].map((type) => describeLanes(type?.lanes ?? []));
  if (listed !== known) {
    throw new Error(`the worker ${worker.node.path} lists the task type ${name} with ${listed}, and the API ${api.node.path} has it with ${known}: declare the same TaskType in the API's taskTypes`);
  }
  if (taskType._definition === undefined || taskType._definition === declared?._definition) return;
  throw new Error(`the worker ${worker.node.path} lists the task type ${name} with a schema or limits that the API ${api.node.path} does not have for it, so that nothing would come of them: declare the same TaskType in the API's taskTypes, or list TaskType.named(${name})`);
}

/** Lanes in words, the same for the same lanes. */
function describeLanes(lanes: TaskLane[]): string {
  if (lanes.length === 0) return 'no lanes';
  const described = lanes.map(({ name, maxConcurrency }) => (maxConcurrency === undefined ? name : `${name} (maxConcurrency ${maxConcurrency})`));
  return `the lanes ${described.sort().join(', ')}`;
}
