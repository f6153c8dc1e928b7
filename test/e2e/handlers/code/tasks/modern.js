import { join } from 'node:path';

const settings = await Promise.resolve({ module: 'ES' });

export const main = async (task) => ({ ...settings, path: join(task.data.folder, 'file') });
