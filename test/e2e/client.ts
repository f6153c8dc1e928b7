import { setTimeout as sleep } from 'node:timers/promises';
import type { Credentials } from '../../scripts/local-aws';
import { signedFetch } from '../../scripts/local-aws';

const SETTLED_WITHIN_MS = 60_000;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** A client of a task API, as its users would write one; it signs its requests where it has credentials. */
export class TaskClient {
  public constructor(private readonly url: string, private readonly credentials?: Credentials) {}

  public async create(task: object): Promise<string> {
    const { status, body } = await this.send('POST', '/tasks', task);
    if (status !== 201) throw new Error(`POST /tasks answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  }

  public async read(id: string): Promise<any> {
    return (await this.send('GET', `/tasks/${id}`)).body;
  }

  public async report(id: string, status: string, status_msg = ''): Promise<number> {
    return (await this.send('PATCH', `/tasks/${id}`, { status, status_msg })).status;
  }

  /** Waits until the task is in a terminal status. */
  public async settled(id: string): Promise<any> {
    return this.until(id, (task) => ['COMPLETED', 'FAILED'].includes(task.status));
  }

  /** Reads the task until it is as wanted. */
  public async until(id: string, wanted: (task: any) => boolean): Promise<any> {
    const deadline = Date.now() + SETTLED_WITHIN_MS;
    for (;;) {
      const task = await this.read(id);
      if (wanted(task)) return task;
      if (Date.now() > deadline) throw new Error(`the task is still ${JSON.stringify(task)}`);
      await sleep(100);
    }
  }

  public async send(method: string, path: string, document?: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const body = document === undefined || typeof document === 'string' ? document : JSON.stringify(document);
    const response = this.credentials
      ? await signedFetch(this.url + path, { credentials: this.credentials, method, headers, body })
      : await fetch(this.url + path, { method, headers, body });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }
}
