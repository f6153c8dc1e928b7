import { join } from 'node:path';
import { buildAsyncTasks } from './async-tasks';
import { runner } from '../consumers/run';
import { runCommand } from '../support/command';
import { REPOSITORY } from '../support/folders';

/** A step of `npx projen package:python`: builds the package `async-tasks` into the folder of the other Python package. */
void runCommand((interrupted) => buildAsyncTasks(runner(interrupted), join(REPOSITORY, 'dist', 'python')));
