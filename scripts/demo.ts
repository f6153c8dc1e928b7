import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { runCommand } from './command';
import { LOCAL_FOLDER } from './folders';
import { exampleFolder, ExpectedError, followLogs, signedFetch, type DeployedExample, type Engine } from './local-aws';
import { withLocalExample } from './local-example';
import { print, step } from './progress';

const EXAMPLE = 'quickstart';
const PICTURE = 'photo.png';
const TASK = { task_type: 'thumbnail', data: { key: PICTURE, width: 128 } };

const SETTLED_WITHIN_MS = 60_000;
const POLL_MS = 250;
const LOG_LINES_ON_FAILURE = 20;

interface Task {
  readonly id: string;
  readonly status: string;
  readonly status_msg: string | null;
  readonly result: { readonly key: string } | null;
}

void runCommand((interrupted) => withLocalExample(EXAMPLE, interrupted, async (engine, example) => {
  const lines: string[] = [];
  const functions = example.stacks.flatMap((stack) => stack.functions);
  const logs = followLogs(engine, functions, (name, line) => lines.push(`  ${name}: ${line}`));
  try {
    await runJob(engine, example);
  } catch (error) {
    await logs.stop();
    interrupted.throwIfAborted();
    print(`\nThe functions' last log lines:\n${lines.slice(-LOG_LINES_ON_FAILURE).join('\n')}`);
    throw error;
  }
}));

async function runJob(engine: Engine, example: DeployedExample): Promise<void> {
  const bucket = output(example, 'BucketName');
  await step(`Upload ${PICTURE} to the bucket`, () => upload(engine, bucket));
  const api = new TaskApi(engine, example.apis[0]!.url);
  const id = await step(`POST /tasks ${JSON.stringify(TASK)}`, () => api.create(TASK));
  const task = await followUntilSettled(api, id);
  print();
  print(JSON.stringify(task, undefined, 2));
  print();
  if (task.status !== 'COMPLETED' || task.result === null) {
    throw new ExpectedError(`The task ended ${task.status} instead of COMPLETED.`);
  }
  const { key } = task.result;
  const file = await step(`Download ${key}`, () => download(engine, bucket, key));
  print(`\nThe thumbnail is in ${relative(process.cwd(), file)}\n`);
}

class TaskApi {
  public constructor(private readonly engine: Engine, private readonly url: string) {}

  public async create(task: object): Promise<string> {
    const { id } = await this.call<Task>(201, '/tasks', { method: 'POST', body: JSON.stringify(task) });
    return id;
  }

  public read(id: string): Promise<Task> {
    return this.call<Task>(200, `/tasks/${id}`);
  }

  private async call<T>(expectedStatus: number, path: string, request: { method?: string; body?: string } = {}): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const response = await signedFetch(`${this.url}${path}`, { ...request, headers, credentials: this.engine.credentials });
    const text = await response.text();
    if (response.status !== expectedStatus) {
      throw new ExpectedError(`${request.method ?? 'GET'} ${path} answered ${response.status} instead of ${expectedStatus}: ${text}`);
    }
    return JSON.parse(text) as T;
  }
}

async function followUntilSettled(api: TaskApi, id: string): Promise<Task> {
  const started = Date.now();
  let shown: string | undefined;
  while (Date.now() - started < SETTLED_WITHIN_MS) {
    const task = await api.read(id);
    if (task.status !== shown) {
      shown = task.status;
      print(`  ${((Date.now() - started) / 1000).toFixed(1)} s  GET /tasks/${id}: ${task.status}`);
    }
    if (['COMPLETED', 'FAILED', 'CANCELLED'].includes(task.status)) {
      return task;
    }
    await sleep(POLL_MS);
  }
  throw new ExpectedError(`The task is still ${shown} after ${SETTLED_WITHIN_MS / 1000} s.`);
}

async function upload(engine: Engine, bucket: string): Promise<void> {
  const body = readFileSync(join(exampleFolder(EXAMPLE), PICTURE));
  await s3(engine).send(new PutObjectCommand({ Bucket: bucket, Key: PICTURE, Body: body, ContentType: 'image/png' }));
}

async function download(engine: Engine, bucket: string, key: string): Promise<string> {
  const { Body } = await s3(engine).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const folder = join(LOCAL_FOLDER, 'demo');
  const file = join(folder, `thumbnail-${basename(key)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, await Body!.transformToByteArray());
  return file;
}

function s3(engine: Engine): S3Client {
  return new S3Client({ ...engine.clientConfig, forcePathStyle: true });
}

function output({ stacks }: DeployedExample, name: string): string {
  const value = stacks.map(({ outputs }) => outputs[name]).find((found) => found !== undefined);
  if (value === undefined) {
    throw new ExpectedError(`The example '${EXAMPLE}' has no output ${name}.`);
  }
  return value;
}
