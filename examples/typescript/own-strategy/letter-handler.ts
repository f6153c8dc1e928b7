import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { TaskHandler, type TaskHandlerBindOptions, type TaskHandlerConfig } from 'cdk-async-tasks';
import type { Construct } from 'constructs';

/**
 * A strategy of our own: its users write a letter and no code. `$name` stands for the member `name` of a task's
 * data, and the filled letter is its result.
 */
export class LetterHandler extends TaskHandler {
  public constructor(private readonly text: string) {
    super();
  }

  /**
   * Called by the worker, with what it has decided. A strategy makes the function that the worker's queues feed; most
   * leave the rest of that to one that there is.
   */
  public bind(scope: Construct, options: TaskHandlerBindOptions): TaskHandlerConfig {
    const scratch = mkdtempSync(join(tmpdir(), 'letter-'));
    try {
      const folder = join(scratch, 'letter');
      cpSync('letter', folder, { recursive: true });
      writeFileSync(join(folder, 'letter.txt'), this.text);
      const code = TaskHandler.code(folder, { runtime: lambda.Runtime.PYTHON_3_13, handler: 'letter.handler' });
      return code.bind(scope, options);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  }
}
