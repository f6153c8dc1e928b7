import { join } from 'node:path';
import type { PythonEnvironment } from '../local-aws';

/** The Python generator of clients, and what checks the types of what it makes. */
export const PYTHON_GENERATOR: PythonEnvironment = {
  title: 'the Python generator of clients',
  user: 'The Python generator of clients',
  requirements: join(__dirname, 'requirements.txt'),
  modules: ['openapi_python_client', 'mypy'],
};
