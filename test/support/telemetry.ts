import { Logger } from '@aws-lambda-powertools/logger';
import type { ConstructorOptions } from '@aws-lambda-powertools/logger/types';
import type { TaskMetrics } from '../../runtime/core/ports';
import type { MetricName } from '../../src/contract';

/** Metrics that are kept instead of written. */
export class RecordedMetrics implements TaskMetrics {
  public readonly added: Array<{ name: MetricName; taskType: string | undefined; value: number }> = [];

  public add(name: MetricName, taskType: string | undefined, value = 1): void {
    this.added.push({ name, taskType, value });
  }

  public flush(): void {}

  public names(): MetricName[] {
    return this.added.map(({ name }) => name);
  }
}

/** A real logger whose lines are kept instead of printed. */
export class RecordedLogger extends Logger {
  public constructor(options: ConstructorOptions = {}, public readonly lines: Array<Record<string, unknown>> = []) {
    super({ serviceName: 'test', logLevel: 'INFO', ...options });
    const keep = (line: string) => this.lines.push(JSON.parse(line));
    Object.defineProperty(this, 'console', { value: { debug: keep, info: keep, warn: keep, error: keep } });
  }

  /** What the lines say, each once for every time that it was said. */
  public messages(): unknown[] {
    return this.lines.map((line) => line.message);
  }

  /** A child's lines are kept with its parent's. */
  protected createLogger(options?: ConstructorOptions): RecordedLogger {
    return new RecordedLogger(options, this.lines);
  }
}
