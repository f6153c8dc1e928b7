import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { World } from './world';
import { exampleFolder } from '../../local-aws';

export async function checkQuickstart({ engine, outputs, client }: World): Promise<void> {
  const s3 = new S3Client({ ...engine.clientConfig, forcePathStyle: true });
  const photo = readFileSync(join(exampleFolder('quickstart'), 'photo.png'));
  await s3.send(new PutObjectCommand({ Bucket: outputs.BucketName, Key: 'photo.png', Body: photo, ContentType: 'image/png' }));
  const id = await client.create({ task_type: 'thumbnail', data: { key: 'photo.png', width: 128 } });
  assert.deepEqual((await client.settled(id)).result, { key: 'thumbnails/photo.png', width: 128, height: 85 });
}
