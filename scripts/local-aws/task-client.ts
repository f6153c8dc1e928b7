import { signedFetch, type Credentials } from '.';
import { TERMINAL_STATUSES } from '../../src/contract';
import { eventually } from '../support/eventually';
import { ExpectedError } from '../support/expected-error';

/** How an HTTP request was answered; the body is its JSON document. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** Whether nobody changes the task any more. */
export function isSettled({ status }: { status: string }): boolean {
  return TERMINAL_STATUSES.some((terminal) => terminal === status);
}

/** A client of a task API, as its users would write one; it signs its requests where it has credentials. */
export class TaskClient {
  public constructor(private readonly url: string, private readonly credentials?: Credentials) {}

  public async create(task: object, headers?: Record<string, string>): Promise<string> {
    return (await this.expect(201, 'POST', '/tasks', task, headers)).id;
  }

  public async read(id: string): Promise<any> {
    return this.expect(200, 'GET', `/tasks/${id}`);
  }

  public async report(id: string, status: string, status_msg = ''): Promise<number> {
    return (await this.send('PATCH', `/tasks/${id}`, { status, status_msg })).status;
  }

  /** Waits until the task is in a terminal status. */
  public async settled(id: string): Promise<any> {
    return this.until(id, isSettled);
  }

  /** Reads the task until it is as wanted. */
  public async until(id: string, wanted: (task: any) => boolean): Promise<any> {
    let task: any;
    return eventually(async () => {
      task = await this.read(id);
      return wanted(task) ? task : undefined;
    }, () => `the task is still ${task.status}`);
  }

  /** Waits until a task of the type is in the list, and gives its id. */
  public async listed(taskType: string): Promise<string> {
    return eventually(async () => {
      const { tasks: [task] } = await this.expect(200, 'GET', `/tasks?task_type=${taskType}`);
      return task?.id;
    }, () => `there is no task of type ${taskType}`);
  }

  /** Sends any request; a document that is a string goes as it is. */
  public async send(method: string, path: string, document?: unknown, more: Record<string, string> = {}): Promise<Answer> {
    const headers = { 'content-type': 'application/json', ...more };
    const body = document === undefined || typeof document === 'string' ? document : JSON.stringify(document);
    const response = this.credentials
      ? await signedFetch(this.url + path, { credentials: this.credentials, method, headers, body })
      : await fetch(this.url + path, { method, headers, body });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }

  private async expect(status: number, method: string, path: string, document?: unknown, headers?: Record<string, string>): Promise<any> {
    const answer = await this.send(method, path, document, headers);
    if (answer.status === status) return answer.body;
    throw new ExpectedError(`${method} ${path} answered ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  }
}
