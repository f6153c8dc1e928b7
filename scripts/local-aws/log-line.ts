/** Lines that Lambda itself writes around every invocation. */
const PLATFORM_LINE = /^(START|END|REPORT|INIT_START) (RequestId|Runtime Version): /;

/** Fields of every structured log line that say nothing on a developer's own machine. */
const UNINTERESTING = new Set([
  'level', 'message', 'timestamp', 'service', 'sampling_rate', 'cold_start', 'function_arn', 'function_memory_size',
  'function_name', 'function_request_id', 'xray_trace_id', 'location',
]);

/**
 * A function's log line for people: structured lines become `INFO message key=value`, on one line. Undefined for lines
 * that tell a developer nothing: metrics, and what Lambda writes around every invocation.
 */
export function formatLogLine(line: string): string | undefined {
  const text = line.trimEnd();
  if (text === '' || PLATFORM_LINE.test(text)) {
    return undefined;
  }
  const fields = parseObject(text);
  if (fields === undefined) {
    return text;
  }
  if ('_aws' in fields) {
    return undefined;
  }
  const { level = 'INFO', message } = fields;
  if (typeof message !== 'string') {
    return text;
  }
  const rest = Object.entries(fields)
    .filter(([name]) => !UNINTERESTING.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' && !value.includes('\n') ? value : JSON.stringify(value)}`);
  return [String(level), message, ...rest].join(' ');
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) {
    return undefined;
  }
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
