import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';
import { Jimp } from 'jimp';

/** What a client posts as `data`. */
interface Thumbnail {
  /** The picture's key in the bucket. */
  readonly key: string;
  /** The thumbnail's width in pixels. */
  readonly width: number;
}

/** What a client reads as `result`. */
interface ThumbnailResult {
  readonly key: string;
  readonly width: number;
  readonly height: number;
}

const s3 = new S3Client({});
const bucket = process.env.BUCKET;

export const handler: TaskHandlerFunction<Thumbnail, ThumbnailResult> = async (task, { logger }) => {
  const { key, width } = task.data;
  const picture = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const image = await Jimp.read(Buffer.from(await picture.Body!.transformToByteArray()));
  logger.info('picture read', { width: image.width, height: image.height });

  image.resize({ w: width });
  const thumbnail = `thumbnails/${key}`;
  await s3.send(new PutObjectCommand({
    Bucket: bucket,
    Key: thumbnail,
    Body: await image.getBuffer('image/png'),
    ContentType: 'image/png',
  }));
  return { key: thumbnail, width: image.width, height: image.height };
};
