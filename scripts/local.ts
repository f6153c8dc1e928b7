import { once } from 'node:events';
import { exampleNames, followLogs, type Engine, type HttpApi } from './local-aws';
import { withLocalExample, type DeployedExample } from './local-aws/local-example';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { print } from './support/progress';

/** What the printed commands create; an example that is not here gets a task that says where to write its own. */
const SAMPLE_TASKS: Record<string, object> = {
  'quickstart': { task_type: 'thumbnail', data: { key: 'photo.png', width: 128 } },
  'recipe': { task_type: 'TASK1', data: { seconds: 1 } },
  'python-worker': { task_type: 'summarize', data: { csv: 'name,height\nAda,165\nGrace,168\n', column: 'height' } },
  'lanes': { task_type: 'index-site', data: { pages: ['/', '/about'] } },
  'schedule': { task_type: 'report', data: { report: 'open orders' } },
  'fan-out': { task_type: 'count-book', data: { chapters: ['call me Ishmael', 'some years ago'] } },
  'own-strategy': { task_type: 'welcome', data: { name: 'Ada', place: 'London' } },
  'async-lambda': { task_type: 'SwitchBoard', data: { value: 60_000 } },
};
const OTHER_TASK = { task_type: 'your-task-type', data: {} };

void runCommand(async (interrupted) => {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || rest.length > 0) {
    throw new ExpectedError(`Say which example to run, \`npm run local -- <example>\`: ${exampleNames().join(', ')}.`);
  }
  await withLocalExample(name, interrupted, async (engine, example) => {
    describe(name, engine, example);
    await showLogs(engine, example, interrupted);
  });
});

function describe(name: string, engine: Engine, { apis, stacks }: DeployedExample): void {
  for (const api of apis) {
    const tasks = `'${api.url}/tasks'`;
    const body = JSON.stringify(SAMPLE_TASKS[name] ?? OTHER_TASK);
    const curl = `curl -s${authorization(engine, api)}`;
    print();
    print(`The API${apis.length > 1 ? ` ${api.name}` : ''}: ${api.url}`);
    print();
    print('  Create a task:');
    print(`    ${curl} -X POST ${tasks} -H 'content-type: application/json' -d '${body}'`);
    print('  List the tasks, or read one (add its id to the path):');
    print(`    ${curl} ${tasks}`);
  }
  print();
  print('Other AWS services, for an SDK or the AWS CLI:');
  print();
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = engine.env;
  for (const [variable, value] of Object.entries({ AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION })) {
    print(`  export ${variable}=${value}`);
  }
  for (const stack of stacks.filter(({ outputs }) => Object.keys(outputs).length > 0)) {
    print();
    print(`The outputs of ${stack.name}:`);
    print();
    for (const [output, value] of Object.entries(stack.outputs)) {
      print(`  ${output} = ${value}`);
    }
  }
}

function authorization({ credentials, region }: Engine, { auth }: HttpApi): string {
  switch (auth) {
    case 'AWS_IAM':
      return ` --aws-sigv4 'aws:amz:${region}:execute-api' --user ${credentials.accessKeyId}:${credentials.secretAccessKey}`;
    case 'NONE':
      return '';
    default:
      return ' -H \'authorization: Bearer <token>\'';
  }
}

async function showLogs(engine: Engine, { stacks }: DeployedExample, interrupted: AbortSignal): Promise<void> {
  const functions = stacks.flatMap((stack) => stack.functions);
  const width = Math.max(0, ...functions.map(({ shortName }) => shortName.length));
  print();
  print('The functions\' logs follow. Ctrl-C stops everything.');
  print();
  followLogs(engine, functions, (name, line) => {
    print(`${new Date().toTimeString().slice(0, 8)} ${name.padEnd(width)} ${line}`);
  });
  if (!interrupted.aborted) {
    await once(interrupted, 'abort');
  }
}
