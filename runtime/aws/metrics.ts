import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricName } from '../../src/contract';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRIC_UNIT } from '../../src/contract';
import type { TaskMetrics } from '../core/ports';

/** With a hundred values of a metric (CloudWatch's limit for a line), Powertools publishes by itself, and drops the dimension. */
const LINE_VALUES = 99;

/** Metrics in the embedded metric format: log lines that CloudWatch reads, so that they need no call and no permission. */
export function embeddedMetrics(apiName: string): TaskMetrics {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [METRIC_DIMENSION.api]: apiName });
  const waiting = new Map<string | undefined, Array<{ name: MetricName; value: number }>>();

  return {
    add(name, taskType, value = 1) {
      const values = waiting.get(taskType) ?? [];
      values.push({ name, value });
      waiting.set(taskType, values);
    },
    flush() {
      for (const [taskType, values] of waiting) {
        while (values.length > 0) {
          if (taskType !== undefined) metrics.addDimension(METRIC_DIMENSION.taskType, taskType);
          for (const { name, value } of values.splice(0, LINE_VALUES)) metrics.addMetric(name, METRIC_UNIT[name], value);
          metrics.publishStoredMetrics();
        }
      }
      waiting.clear();
    },
  };
}
