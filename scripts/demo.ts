import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { exampleFolder, followLogs, type Engine } from './local-aws';
import { withLocalExample, type DeployedExample } from './local-aws/local-example';
import { isSettled, TaskClient } from './local-aws/task-client';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { LOCAL_FOLDER } from './support/folders';
import { print, step } from './support/progress';

const EXAMPLE = 'quickstart';
const PICTURE = 'photo.png';
const TASK = { task_type: 'thumbnail', data: { key: PICTURE, width: 128 } };

const LOG_LINES_ON_FAILURE = 20;

interface Task {
  readonly status: string;
  readonly result?: { readonly key: string };
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
  const client = new TaskClient(example.apis[0]!.url, engine.credentials);
  const id = await step(`POST /tasks ${JSON.stringify(TASK)}`, () => client.create(TASK));
  const task = await followUntilSettled(client, id);
  print();
  print(JSON.stringify(task, undefined, 2));
  print();
  if (task.status !== 'COMPLETED' || !task.result) {
    throw new ExpectedError(`The task ended ${task.status} instead of COMPLETED.`);
  }
  const { key } = task.result;
  const file = await step(`Download ${key}`, () => download(engine, bucket, key));
  print(`\nThe thumbnail is in ${relative(process.cwd(), file)}\n`);
}

/** Shows every status that the task comes to, with the time that it took. */
async function followUntilSettled(client: TaskClient, id: string): Promise<Task> {
  const started = Date.now();
  let shown: string | undefined;
  return client.until(id, (task: Task) => {
    if (task.status !== shown) {
      shown = task.status;
      print(`  ${((Date.now() - started) / 1000).toFixed(1)} s  GET /tasks/${id}: ${task.status}`);
    }
    return isSettled(task);
  });
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
