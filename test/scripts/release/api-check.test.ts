import { breaksIn } from '../../../scripts/release/api-check';

test('the breaking changes are the errors of jsii-diff\'s report', () => {
  expect(breaksIn([
    'Original assembly: cdk-async-tasks@0.0.0',
    'Updated assembly: cdk-async-tasks@0.0.0',
    'API elements with incompatible changes:',
    'err  - METHOD cdk-async-tasks.AsyncTaskApi.grantRead: has been removed',
    'warn - TYPE cdk-async-tasks.TaskType: is deprecated',
    'err  - PROP cdk-async-tasks.TaskWorkerProps.api: type has changed - from one to the other',
    '',
  ].join('\n'))).toEqual([
    'METHOD cdk-async-tasks.AsyncTaskApi.grantRead: has been removed',
    'PROP cdk-async-tasks.TaskWorkerProps.api: type has changed - from one to the other',
  ]);
});

test('another error of jsii-diff is not a breaking change', () => {
  expect(breaksIn('Error: Error loading assembly \'.api-baseline\': No "jsii" section in package.json')).toEqual([]);
});
