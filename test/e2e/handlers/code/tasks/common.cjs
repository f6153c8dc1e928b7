const { join } = require('node:path');

exports.main = (task) => ({ module: 'CommonJS', path: join(task.data.folder, 'file') });
