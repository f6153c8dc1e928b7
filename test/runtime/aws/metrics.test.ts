import { embeddedMetrics } from '../../../runtime/aws/metrics';

let printed: Array<Record<string, any>>;
beforeEach(() => {
  printed = [];
  // Powertools prints through a console of its own.
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => printed.push(JSON.parse(String(line))) > 0);
});
afterEach(() => jest.restoreAllMocks());

test('are printed by task type, with the API and the units of the contract', () => {
  const metrics = embeddedMetrics('MyApi');
  metrics.add('Created', 'thumbnail');
  metrics.add('WaitTime', 'thumbnail', 120);
  metrics.add('Created', 'crop');
  expect(printed).toEqual([]);
  metrics.flush();

  expect(printed).toHaveLength(2);
  const [thumbnail, crop] = printed;
  expect(thumbnail).toMatchObject({ Api: 'MyApi', TaskType: 'thumbnail', Created: 1, WaitTime: 120 });
  expect(thumbnail._aws.CloudWatchMetrics).toEqual([{
    Namespace: 'AsyncTasks',
    Dimensions: [['Api', 'TaskType']],
    Metrics: [{ Name: 'Created', Unit: 'Count' }, { Name: 'WaitTime', Unit: 'Milliseconds' }],
  }]);
  expect(crop).toMatchObject({ TaskType: 'crop', Created: 1 });
  expect(crop).not.toHaveProperty('WaitTime');
});

test('of no task type in particular have the API as their only dimension', () => {
  const metrics = embeddedMetrics('MyApi');
  metrics.add('CreateRefused', 'thumbnail');
  metrics.add('CreateRefused', undefined);
  metrics.flush();
  expect(printed[1]).toMatchObject({ Api: 'MyApi', CreateRefused: 1 });
  expect(printed[1]).not.toHaveProperty('TaskType');
  expect(printed[1]._aws.CloudWatchMetrics[0].Dimensions).toEqual([['Api']]);
});

test('are printed once, and nothing when there is nothing', () => {
  const metrics = embeddedMetrics('MyApi');
  metrics.flush();
  metrics.add('Failed', 'thumbnail');
  metrics.flush();
  metrics.flush();
  expect(printed).toHaveLength(1);
});

test('of many runs in one invocation add up, each line with its task type', () => {
  const metrics = embeddedMetrics('MyApi');
  for (let i = 0; i < 250; i += 1) metrics.add('RunTime', 'thumbnail', i);
  metrics.flush();
  expect(printed.flatMap((line) => line.RunTime)).toEqual(Array.from({ length: 250 }, (_, i) => i));
  expect(printed.map((line) => line.TaskType)).toEqual(printed.map(() => 'thumbnail'));
});
