import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AsyncTaskApi, TaskHandler, TaskType, TaskWorker } from 'cdk-async-tasks';
import { Construct } from 'constructs';

/** A bucket of pictures, and an API that makes thumbnails of them. */
export class QuickstartStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const pictures = new s3.Bucket(this, 'Pictures');

    const thumbnail = TaskType.fromSchemaFile('thumbnail', 'schemas/thumbnail.json');
    const tasks = new AsyncTaskApi(this, 'Tasks', { taskTypes: [thumbnail] });
    const worker = new TaskWorker(this, 'Thumbnails', {
      api: tasks,
      taskTypes: [thumbnail],
      handler: TaskHandler.nodejs('handlers/thumbnail.ts'),
      functionOptions: { environment: { BUCKET: pictures.bucketName } },
    });
    pictures.grantReadWrite(worker);

    new CfnOutput(this, 'ApiUrl', { value: tasks.apiUrl });
    new CfnOutput(this, 'BucketName', { value: pictures.bucketName });
  }
}
